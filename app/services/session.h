// The Session of application.h over an OpenSession.
#pragma once

#include <memory>
#include <string>

#include "app/services/application.h"
#include "app/services/model_host.h"

namespace memlong {

Result<std::unique_ptr<Session>> makeSession(const std::string& name, std::shared_ptr<ModelHost> models,
                                             bool create);

} // namespace memlong
