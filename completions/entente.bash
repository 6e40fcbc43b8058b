# bash completion of entente: names of commands, options and files.
_entente() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} i command= action=
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --snapshot | --as-of | --today | --batch | --output) ((i++)) ;;
      -*) ;;
      *)
        if [[ -z $command ]]; then command=${COMP_WORDS[i]}
        elif [[ -z $action ]]; then action=${COMP_WORDS[i]}; fi
        ;;
    esac
  done
  local words=
  case $before in
    --snapshot | --batch | --output) compopt -o default; COMPREPLY=(); return ;;
    --as-of | --today) words=$(date +%F) ;;
    *)
      case $command:$action in
        :) words='ask query record --help --version --snapshot --no-color' ;;
        ask:*) words='--as-of --today --json --explain --batch --snapshot --no-color --help' ;;
        query:*) words='--as-of --today --json --explain --batch --snapshot --no-color --help' ;;
        record:) words='validate build stats show new schema --help' ;;
        record:new)
          [[ $before == new ]] && words='state organization treaty conflict operation territory region event' ||
            { compopt -o default; COMPREPLY=(); return; }
          ;;
        record:stats) [[ $word == -* ]] && words='--stale --json --today --help' || { compopt -o default; COMPREPLY=(); return; } ;;
        record:build) [[ $word == -* ]] && words='--output --today --help' || { compopt -o default; COMPREPLY=(); return; } ;;
        record:show) [[ $word == -* ]] && words='--json --snapshot --help' || { compopt -o default; COMPREPLY=(); return; } ;;
        record:validate | record:schema) compopt -o default; COMPREPLY=(); return ;;
        record:*) words='--help' ;;
      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _entente entente
