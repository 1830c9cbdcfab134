#include "app/services/model_host.h"

#include "app/services/model_catalog.h"

namespace memlong {

ModelHost::ModelHost(Folders folders, ApplicationOptions options)
    : m_folders(std::move(folders)), m_options(std::move(options)) {
    m_options.model = lastingName(m_folders, m_options.model);
    m_options.retriever = lastingName(m_folders, m_options.retriever);
    m_options.reranker = lastingName(m_folders, m_options.reranker);
}

Result<std::shared_ptr<TorchRuntime>> ModelHost::torch() {
    if (m_torch == nullptr) {
        MEMLONG_ASSIGN(m_torch, openTorchRuntime({.device = m_options.device, .threads = m_options.threads}));
    }
    return m_torch;
}

Result<std::shared_ptr<Retriever>> ModelHost::retriever(const std::string& name) {
    if (const auto found = m_retrievers.find(name); found != m_retrievers.end())
        return found->second;
    std::shared_ptr<Retriever> loaded;
    if (name == kBuiltinRetriever) {
        MEMLONG_ASSIGN(const auto folder, builtinFolder("retriever"));
        MEMLONG_ASSIGN(loaded, loadBuiltinRetriever(folder));
    } else {
        MEMLONG_ASSIGN(const ModelEntry entry, findModel(m_folders, name, "retriever"));
        MEMLONG_ASSIGN(const auto runtime, torch());
        MEMLONG_ASSIGN(loaded, runtime->loadRetriever(entry.folder));
    }
    m_retrievers[name] = loaded;
    return loaded;
}

Result<std::shared_ptr<Reranker>> ModelHost::reranker(const std::string& name) {
    if (const auto found = m_rerankers.find(name); found != m_rerankers.end())
        return found->second;
    MEMLONG_ASSIGN(const ModelEntry entry, findModel(m_folders, name, "reranker"));
    MEMLONG_ASSIGN(const auto runtime, torch());
    MEMLONG_ASSIGN(std::shared_ptr<Reranker> loaded, runtime->loadReranker(entry.folder));
    m_rerankers[name] = loaded;
    return loaded;
}

Result<std::shared_ptr<DecoderRuntime>> ModelHost::decoder(const std::string& name) {
    if (m_decoder != nullptr && m_decoderName == name)
        return m_decoder;
    MEMLONG_ASSIGN(const ModelEntry entry, findModel(m_folders, name, "decoder"));
    MEMLONG_ASSIGN(const auto runtime, torch());
    m_decoder.reset(); // before the next one comes
    MEMLONG_ASSIGN(m_decoder, runtime->loadDecoder(entry.folder, {.precision = m_options.precision,
                                                                  .adapter = m_options.adapter}));
    m_decoderName = name;
    return m_decoder;
}

Result<std::shared_ptr<const Tokenizer>> ModelHost::tokenizer(const std::string& decoderName) {
    if (const auto found = m_tokenizers.find(decoderName); found != m_tokenizers.end())
        return found->second;
    std::filesystem::path folder;
    if (decoderName.empty()) {
        MEMLONG_ASSIGN(folder, builtinFolder("tokenizer"));
    } else {
        MEMLONG_ASSIGN(const ModelEntry entry, findModel(m_folders, decoderName, "decoder"));
        folder = entry.folder;
    }
    MEMLONG_ASSIGN(auto loaded, loadTokenizer(folder));
    m_tokenizers[decoderName] = loaded;
    return loaded;
}

Result<std::filesystem::path> ModelHost::builtinFolder(const std::string& name) const {
    const std::filesystem::path folder = m_folders.builtinModels() / name;
    std::error_code error;
    if (std::filesystem::is_directory(folder, error))
        return folder;
    return makeError(ErrorCode::NotFound, "the built-in " + name + " is missing from " +
                                              m_folders.resources.string() +
                                              "; install memlong again or set MEMLONG_RESOURCES");
}

void ModelHost::forget(const std::string& name) {
    m_retrievers.erase(name);
    m_rerankers.erase(name);
    m_tokenizers.erase(name);
    if (m_decoderName == name)
        m_decoder.reset();
}

} // namespace memlong
