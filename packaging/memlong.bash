# bash completion for memlong: commands, options, and the names of sessions and models.

_memlong_names() { # KIND CURRENT: names of sessions or models that begin with CURRENT
    local name program=${COMP_WORDS[0]/#\~/$HOME}
    local -a folder=()
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == --data-dir ]] && folder=(--data-dir "${COMP_WORDS[i + 1]}")
    done
    while IFS= read -r name; do
        name=$(printf '%q' "$name")
        [[ $name == "$2"* ]] && COMPREPLY+=("$name")
    done < <("$program" "${folder[@]}" "$1" list --names 2>/dev/null)
}

_memlong() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="ask bench chat completion eval ingest memory model search session train"
    local global="--adapter --data-dir --device --help --json --model --precision --quiet --reranker --retriever --threads --verbose"
    local search="--session --retrieval -k --mask"
    local ask="$search --mode --max-tokens --temperature --top-p --top-k --repetition-penalty --seed --quotes-only"
    COMPREPLY=()

    # The command, and the one below it, are the first words that are neither options nor their values.
    local command= below= values= word i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
            --adapter | --data-dir | --device | --model | --precision | --reranker | --retriever | --threads | -s | --session) ((i++)) ;;
            -*) ;;
            *) if [[ -z $command ]]; then command=$word; elif [[ -z $below ]]; then below=$word; fi ;;
        esac
    done

    case $previous in
        -s | --session) _memlong_names session "$current"; return ;;
        --model | --reranker | --retriever | --compare) _memlong_names model "$current"; return ;;
        --device) COMPREPLY=($(compgen -W "auto cpu cuda" -- "$current")); return ;;
        --precision)
            if [[ $below == quantize ]]; then values="int8 bf16 f16"; else values="auto f32 bf16 f16 int8"; fi
            COMPREPLY=($(compgen -W "$values" -- "$current"))
            return
            ;;
        --only) COMPREPLY=($(compgen -W "encode prefill decode decode-memory embed dense chunk ingest bm25 search" -- "$current")); return ;;
        --mode) COMPREPLY=($(compgen -W "memory context both" -- "$current")); return ;;
        --retrieval) COMPREPLY=($(compgen -W "hybrid dense bm25" -- "$current")); return ;;
        --dataset) COMPREPLY=($(compgen -W "literaryqa fairytaleqa xquad" -- "$current")); return ;;
        --split) COMPREPLY=($(compgen -W "val train" -- "$current")); return ;;
        --chunk-size) COMPREPLY=($(compgen -W "256 512" -- "$current")); return ;;
        --modes)
            if [[ $below == lm ]]; then values="window sliding memory random"; else values="quotes memory context both"; fi
            COMPREPLY=($(compgen -W "$values" -- "$current"))
            return
            ;;
        --tasks) COMPREPLY=($(compgen -W "sst-2 mr subj sst-5 mpqa" -- "$current")); return ;;
        --eviction) COMPREPLY=($(compgen -W "counter fifo" -- "$current")); return ;;
        --dtype) COMPREPLY=($(compgen -W "bf16 f16 f32" -- "$current")); return ;;
        --data-dir | --adapter | --fairytaleqa | --teacher) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current")); return ;;
        --tokenizer | --config | --output | --plot | --text | --validation | --ranking-weights) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return ;;
        --threads | -k | --mask | --max-tokens | --temperature | --top-p | --top-k | --repetition-penalty | --seed | \
            --limit | --field | --x | --smooth | --text-field | --shard-tokens | --validation-fraction | --vocabulary | --dimension | --steps | --password | --ocr-language | --name | --revision | \
            --lengths | --window | --last | --budget | --depths | --trials | --in-context | --in-memory | --seeds | --documents | --questions | --repeats | --prompt-tokens | --decode-tokens | --vectors | --chunks) return ;;
    esac

    local options="$global" files= sessions= models=
    case $command in
        "") options+=" --version" values=$commands ;;
        ingest) options+=" --session --chunk-size --password --ocr --ocr-language --name" files=1 ;;
        search) options+=" $search --full" ;;
        ask | chat) options+=" $ask" ;;
        completion) values="bash" ;;
        session)
            case $below in
                "") values="delete export import list reencode remove-document rename show verify" ;;
                list) options+=" --names" ;;
                show | verify | reencode) options+=" --session" sessions=1 ;;
                delete) options+=" --session --yes" sessions=1 ;;
                rename) sessions=1 ;;
                remove-document) options+=" --session --yes" ;;
                export | import) options+=" --session" files=1 ;;
            esac ;;
        memory)
            case $below in
                "") values="budget pin show unpin" ;;
                show) options+=" --session --limit" ;;
                *) options+=" --session" ;;
            esac ;;
        model)
            case $below in
                "") values="download import info list quantize random remove" ;;
                list) options+=" --names" ;;
                info) models=1 files=1 ;;
                import) options+=" --name --tokenizer --link" files=1 ;;
                download) options+=" --revision --name --list --discard" ;;
                random) options+=" --config --seed --dtype" files=1 ;;
                quantize) options+=" --precision" models=1 files=1 ;;
                remove) options+=" --yes" models=1 ;;
            esac ;;
        bench) options+=" --only --compare --repeats --chunk-size --prompt-tokens --decode-tokens -k --top-k --vectors --chunks --text" ;;
        train)
            case $below in
                "") values="embedder instruct memory plot prepare pretrain questions tokenizer warmup" ;;
                prepare) options+=" --output --tokenizer --validation --validation-fraction --text-field --shard-tokens --max-tokens --restart" files=1 ;;
                pretrain|warmup|memory|instruct)
                    options+=" --output --settings --restart --steps --sequence-tokens --batch-sequences --accumulation --learning-rate --weight-decay --beta1 --beta2 --epsilon --clip-norm --schedule --warmup-steps --final-learning-rate --seed --precision --result-precision --activation-checkpointing --log-steps --checkpoint-steps --evaluation-steps --evaluation-sequences"
                    case $below in
                        pretrain) options+=" --data --layers --hidden-size --heads --kv-heads --intermediate-size --context-tokens --rope-theta --tied-embeddings --initial-deviation" ;;
                        instruct) options+=" --validation --context-share --answer-tokens --full-weights --lora-rank --lora-alpha --lora-dropout --lora-targets --train-norms --frozen-layers --merge --retrieval-layers --memory-layer --positions --memory-tokens --chunk-tokens --top-k --retrieval --query --eviction" ;;
                        *) options+=" --data --full-weights --lora-rank --lora-alpha --lora-dropout --lora-targets --train-norms --frozen-layers --merge --retrieval-layers --memory-layer --positions --memory-tokens --chunk-tokens --top-k --retrieval --query --eviction" ;;
                    esac
                    files=1 ;;
                questions) options+=" --split --output" files=1 ;;
                plot) options+=" --output --field --x --smooth --log-x --log-y" files=1 ;;
                tokenizer) options+=" --output --vocabulary" files=1 ;;
                embedder) options+=" --output --tokenizer --fairytaleqa --teacher --ranking-weights --vocabulary --dimension --steps --seed" files=1 ;;
            esac ;;
        eval)
            case $below in
                "") values="icl lm passkey qa retrieval" ;;
                lm) options+=" --lengths --modes --window --last --seed --plot --chunk-size --top-k --budget --eviction" files=1 ;;
                icl) options+=" --tasks --in-context --in-memory --seeds --limit --top-k --plot" files=1 ;;
                passkey) options+=" --lengths --depths --trials --seed --plot --chunk-size --top-k --budget --eviction" ;;
                qa) options+=" --modes --documents --questions --top-k --max-tokens --plot" files=1 ;;
                retrieval) options+=" --dataset --split --chunk-size --tokenizer --limit --plot" files=1 ;;
            esac ;;
    esac

    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$current"))
        return
    fi
    [[ -n $values ]] && COMPREPLY=($(compgen -W "$values" -- "$current"))
    [[ -n $sessions ]] && _memlong_names session "$current"
    [[ -n $models ]] && _memlong_names model "$current"
    if [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null
        local file
        while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$current")
    fi
}

complete -F _memlong memlong
