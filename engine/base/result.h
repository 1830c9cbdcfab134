// Errors as values. Every fallible function of the project returns Result<T>.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace memlong {

enum class ErrorCode {
    InvalidArgument,    // the caller asked for something that makes no sense
    BadInput,           // a file was read but cannot be used: empty, encrypted, wrong format
    NotFound,           // the named file, session, model or document does not exist
    Io,                 // the operating system refused: permission, disk full, short read
    Corrupt,            // a file contradicts itself or its checksum
    UnsupportedVersion, // written by a newer version, or of a kind this build does not read
    OutOfMemory,
    Cancelled, // the stop token was triggered; what was committed stays
    Internal,  // a defect of this program
};

std::string_view errorCodeName(ErrorCode code);

/// `message` is one sentence for the user: what is wrong with which file and what to do about it.
/// `detail` is for the log: the text of the library that failed.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string detail;
};

/// A value or an Error. `Result<void>` carries success only.
template <class T> class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using Base = tl::expected<T, Error>;
    using Base::Base;
    Result(Base base) : Base(std::move(base)) {}
    Result(Error error) : Base(tl::unexpect, std::move(error)) {}
};

inline Error makeError(ErrorCode code, std::string message, std::string detail = {}) {
    return Error{code, std::move(message), std::move(detail)};
}

} // namespace memlong

#define MEMLONG_CONCAT_INNER(a, b) a##b
#define MEMLONG_CONCAT(a, b) MEMLONG_CONCAT_INNER(a, b)

/// Returns the error of `expression` from the current function, or declares `declaration` with its value.
#define MEMLONG_ASSIGN(declaration, expression)                                                              \
    auto MEMLONG_CONCAT(memlongResult, __LINE__) = (expression);                                             \
    if (!MEMLONG_CONCAT(memlongResult, __LINE__))                                                            \
        return std::move(MEMLONG_CONCAT(memlongResult, __LINE__)).error();                                   \
    declaration = std::move(*MEMLONG_CONCAT(memlongResult, __LINE__))

/// Returns the error of `expression` (a Result<void>) from the current function.
#define MEMLONG_TRY(expression)                                                                              \
    do {                                                                                                     \
        if (auto memlongResult = (expression); !memlongResult)                                               \
            return std::move(memlongResult).error();                                                         \
    } while (false)
