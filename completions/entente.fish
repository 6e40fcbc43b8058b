# fish completion of entente: names of commands, options and files.
complete -c entente -f
complete -c entente -n __fish_use_subcommand -a ask -d 'answer a question in English'
complete -c entente -n __fish_use_subcommand -a check -d 'find what a text says that is out of date'
complete -c entente -n __fish_use_subcommand -a query -d 'evaluate a query'
complete -c entente -n __fish_use_subcommand -a record -d 'work on the record'
complete -c entente -n __fish_use_subcommand -l version -d 'print the version'
complete -c entente -l help -d 'what it takes'
complete -c entente -l no-color -d 'no colour on a terminal'
complete -c entente -l snapshot -r -F -d 'answer from this snapshot'

complete -c entente -n '__fish_seen_subcommand_from ask query' -l as-of -x -a '(date +%F)' -d 'the day asked about'
complete -c entente -n '__fish_seen_subcommand_from ask query' -l json -d 'one JSON object'
complete -c entente -n '__fish_seen_subcommand_from ask query' -l batch -r -F -d 'one JSON object a line'
complete -c entente -n '__fish_seen_subcommand_from ask query record' -l today -x -a '(date +%F)' -d 'answer as if this were today'
complete -c entente -n '__fish_seen_subcommand_from ask query' -l explain -d 'how the question was read'

set -l actions validate build stats show new schema
complete -c entente -n "__fish_seen_subcommand_from record; and not __fish_seen_subcommand_from $actions" -a "$actions"
complete -c entente -n '__fish_seen_subcommand_from stats' -l stale -d 'what was checked too long ago'
complete -c entente -n '__fish_seen_subcommand_from stats show' -l json -d 'one JSON object'
complete -c entente -n '__fish_seen_subcommand_from build new' -l output -r -F -d 'where the result is written'
complete -c entente -n '__fish_seen_subcommand_from new' \
  -a 'state organization treaty conflict operation territory region event'

for option in all explain json jsonl sarif github exit-zero quiet
    complete -c entente -n '__fish_seen_subcommand_from check' -l $option
end
complete -c entente -n '__fish_seen_subcommand_from check' -F
complete -c entente -n '__fish_seen_subcommand_from check' -l format -x -a 'text markdown html' -d 'what the texts are'
complete -c entente -n '__fish_seen_subcommand_from check' -l as-of -x -a '(date +%F)' -d 'the day that present tense speaks of'
complete -c entente -n '__fish_seen_subcommand_from check' -l written -x -a '(date +%F)' -d 'when the text was written'
complete -c entente -n '__fish_seen_subcommand_from check' -l jobs -x -d 'how many threads'
for option in html config baseline write-baseline
    complete -c entente -n '__fish_seen_subcommand_from check' -l $option -r -F
end
