// memlong model download
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report_json.h"
#include "app/cli/text_layout.h"
#include "app/services/model_download.h"

namespace memlong::cli {
namespace {

Json toJson(const ModelListing& listing) {
    Json files = Json::array();
    for (const ModelFile& file : listing.files)
        files.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    return {{"repository", listing.repository},
            {"revision", listing.revision},
            {"licence", listing.licence},
            {"bytes", listing.bytes},
            {"bytes_present", listing.bytesPresent},
            {"bytes_free", listing.bytesFree},
            {"files", std::move(files)}};
}

void printListing(Console& console, const ModelListing& listing) {
    console.line(console.bold(oneLine(listing.repository)) + " at " +
                 oneLine(listing.revision).substr(0, 12));
    console.line("Licence:       " + (listing.licence.empty() ? "not stated" : oneLine(listing.licence)));
    console.line(
        "Size:          " + humanBytes(listing.bytes) +
        (listing.bytesPresent > 0 ? ", " + humanBytes(listing.bytesPresent) + " of it here already" : ""));
    for (const ModelFile& file : listing.files)
        console.line("  " + oneLine(file.path) + "  " + humanBytes(file.bytes));
}

struct Request {
    DownloadRequest download;
    bool list = false, discard = false;
};

Result<ExitCode> run(Context& context, const Request& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    ModelDownload hub(application);
    const Interrupts::Job job(context.interrupts);
    Console& console = context.console;
    if (request.discard) {
        MEMLONG_TRY(hub.discard(request.download));
        if (console.json())
            console.printJson({{"discarded", request.download.repository}});
        return ExitCode::Ok;
    }
    if (request.list) {
        MEMLONG_ASSIGN(const ModelListing listing, hub.list(request.download, job.token()));
        if (console.json())
            console.printJson(toJson(listing));
        else
            printListing(console, listing);
        return ExitCode::Ok;
    }
    ProgressBar bar(console);
    const auto model = hub.download(
        request.download, [&](const DownloadProgress& progress) { bar.show(progress.progress); },
        job.token());
    bar.clear();
    if (!model) {
        if (model.error().code == ErrorCode::Cancelled)
            console.note("What has arrived is kept; the same command goes on there, --discard removes it.");
        return model.error();
    }
    if (console.json())
        console.printJson(cli::toJson(*model));
    else
        console.line("Added " + console.bold(oneLine(model->name)) + ", " + humanBytes(model->bytes) +
                     ". Use it with --" + (model->kind == "decoder" ? "model" : model->kind) + " " +
                     oneLine(model->name) + ".");
    return ExitCode::Ok;
}

} // namespace

void addModelDownloadCommand(Commands& commands, CLI::App& group) {
    const auto request = std::make_shared<Request>();
    auto* command =
        commands.add(group, "download", "Fetch a model from the Hugging Face hub and add it",
                     "memlong model download TinyLlama/TinyLlama-1.1B-Chat-v1.0 --name tinyllama");
    command->add_option("REPO", request->download.repository, "owner/name, or the address of its page")
        ->required();
    command->add_option("--revision", request->download.revision, "A branch, tag or commit (default main)")
        ->type_name("R");
    command->add_option("--name", request->download.name, "Its name here; default: the repository's")
        ->type_name("NAME");
    auto* list = command->add_flag("--list", request->list, "Only say what it consists of");
    command->add_flag("--discard", request->discard, "Remove what an unfinished download left")
        ->excludes(list);
    commands.onChosen(command, [request](Context& context) { return run(context, *request); });
}

} // namespace memlong::cli
