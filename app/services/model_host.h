// The models in use, each loaded on first need and kept. LibTorch is opened only when a decoder or a
// transformer retriever is. Shared by the sessions of an application; one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/services/folders.h"
#include "app/services/types.h"
#include "engine/base/result.h"
#include "engine/retriever/retriever.h"
#include "engine/runtime/runtime.h"
#include "engine/text/tokenizer.h"

namespace memlong {

class ModelHost {
public:
    ModelHost(Folders folders, ApplicationOptions options);

    const Folders& folders() const { return m_folders; }
    const ApplicationOptions& options() const { return m_options; }

    /// `name` as in the catalog, or a folder.
    Result<std::shared_ptr<Retriever>> retriever(const std::string& name);
    Result<std::shared_ptr<Reranker>> reranker(const std::string& name);
    Result<std::shared_ptr<DecoderRuntime>> decoder(const std::string& name);
    /// Of a decoder, without loading it, or the built-in one when `decoderName` is empty.
    Result<std::shared_ptr<const Tokenizer>> tokenizer(const std::string& decoderName);
    Result<std::shared_ptr<TorchRuntime>> torch();

    /// Before the folder of a model changes or goes.
    void forget(const std::string& name);

private:
    Result<std::filesystem::path> builtinFolder(const std::string& name) const;

    Folders m_folders;
    ApplicationOptions m_options;
    std::shared_ptr<TorchRuntime> m_torch;
    std::map<std::string, std::shared_ptr<Retriever>> m_retrievers;
    std::map<std::string, std::shared_ptr<Reranker>> m_rerankers;
    std::map<std::string, std::shared_ptr<const Tokenizer>> m_tokenizers;
    std::string m_decoderName; // of the one decoder in memory: two seldom fit
    std::shared_ptr<DecoderRuntime> m_decoder;
};

} // namespace memlong
