// The exception that carries an Error inside this module; the runtime's facade turns it back into a value.
#pragma once

#include <exception>
#include <utility>

#include "engine/base/result.h"

namespace memlong {

class ModelError : public std::exception {
public:
    explicit ModelError(Error error) : m_error(std::move(error)) {}
    const char* what() const noexcept override { return m_error.message.c_str(); }
    const Error& error() const { return m_error; }

private:
    Error m_error;
};

/// The value of a Result, or a ModelError.
template <class T> T valueOrThrow(Result<T> result) {
    if (!result)
        throw ModelError(std::move(result).error());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace memlong
