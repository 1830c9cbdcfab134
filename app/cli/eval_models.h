// The models that `eval` measures, as the global options name them.
#pragma once

#include "app/cli/program.h"
#include "engine/retriever/retriever.h"
#include "engine/runtime/runtime.h"

namespace memlong::cli {

/// The retriever named on the command line, or the built-in one.
Result<std::unique_ptr<Retriever>> loadEvalRetriever(Context& context, Application& application);

/// The reranker named on the command line; null without one.
Result<std::unique_ptr<Reranker>> loadEvalReranker(Context& context, Application& application);

/// Usage when no decoder is named.
Result<std::unique_ptr<DecoderRuntime>> loadEvalDecoder(Context& context, Application& application);

/// `--plot FILE`.
void addPlotOption(CLI::App* command, std::filesystem::path& file);

/// Prints a report as text or as the JSON that it has, and writes its plot where one is wanted.
Result<ExitCode> showReport(Context& context, const std::string& text, const std::string& json,
                            const std::filesystem::path& plotFile = {}, const std::string& plot = {});

} // namespace memlong::cli
