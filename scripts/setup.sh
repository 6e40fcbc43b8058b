# scripts/setup.sh: what ./entente, ./test and ./bench share: packages, configuring, building.
# Sourced with $root set to the root of the tree. Everything it says goes to stderr; stdin is left alone.

say() { printf 'entente: %s\n' "$*" >&2; }

# die MESSAGE [WHAT TO DO]
die() {
  say "$1"
  [[ -z ${2-} ]] || say "$2"
  exit 70   # EX_SOFTWARE: not an exit code of the command itself
}

# quietly LOG COMMAND...: runs it with its output in LOG. A terminal sees one line that moves; anything else
# a line every half minute. If it fails, the end of the log is shown.
quietly() {
  local log=$1 ticker status=0
  shift
  ticker_of "$log" &
  ticker=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
  if ((status != 0)) && [[ -z ${setup_keep_quiet-} ]]; then
    printf '%s\n' "---- the end of $log" >&2
    tail -n 40 "$log" >&2
    printf '%s\n' "----" >&2
  fi
  return "$status"
}

ticker_of() {
  exec 9>&-   # the lock belongs to the script alone
  local line width
  if [[ -t 2 ]]; then
    width=$(tput cols 2>/dev/null || echo 80)
    while sleep 0.2; do
      line=$(tail -n 1 "$1" 2>/dev/null | tr -cd '[:print:]')
      printf '\r\033[K%s' "${line:0:width-1}" >&2
    done
  else
    while sleep 30; do
      line=$(tail -n 1 "$1" 2>/dev/null | tr -cd '[:print:]')
      say "... ${line:0:90}"
    done
  fi
}

# One build of a tree at a time; the others wait.
take_lock() {
  mkdir -p "$root/build" 2>/dev/null && { exec 9>"$root/build/.lock"; } 2>/dev/null ||
    die "cannot write to $root/build" "Make the folder writable, or clone into one of your own."
  flock -n 9 || { say "another build of this tree is running; waiting for it"; flock 9; }
}

# ---- packages ----------------------------------------------------------------------------------------

# packages_known GROUP...: true if everything in the list as it stands was found before. Costs nothing.
packages_known() {
  local group
  [[ -z ${ENTENTE_NO_INSTALL-} ]] || return 0
  for group in "$@"; do
    cmp -s "$root/scripts/packages.txt" "$root/build/.packages-$group" || return 1
  done
}

# need_packages GROUP...: installs what is missing, saying what and why.
need_packages() {
  packages_known "$@" && return
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    die "this is not Debian, and only Debian 12's packages are known here (scripts/packages.txt)" \
        "If everything in that list is here under another name, set ENTENTE_NO_INSTALL=1 and try again."
  local group package reason missing=() lines=() installed
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' 2>/dev/null) "
  while read -r group package reason; do
    [[ " $* " == *" $group "* && $installed != *" installed:$package "* ]] || continue
    missing+=("$package")
    lines+=("$(printf '  %-22s %s' "$package" "$reason")")
  done < <(grep -v '^#' "$root/scripts/packages.txt")
  if ((${#missing[@]})); then
    say "needs ${#missing[@]} Debian packages that are not installed:"
    printf '%s\n' "${lines[@]}" >&2
    install_packages "${missing[@]}"
  fi
  for group in "$@"; do
    cp "$root/scripts/packages.txt" "$root/build/.packages-$group"
  done
}

install_packages() {
  local as_root=() log=$root/build/packages.log begin=$SECONDS
  local by_hand="Install them as root, then try again:  apt-get update && apt-get install $*"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "you are not root, and there is no sudo" "$by_hand"
    if [[ -t 2 ]]; then
      say "asks sudo for leave to install them"
      sudo -v || die "sudo did not allow it" "$by_hand"
    else
      sudo -n true 2>/dev/null || die "sudo wants a password, and this is no terminal" "$by_hand"
    fi
    as_root=(sudo)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  local install=("${apt[@]}" install --no-install-recommends "$@")
  say "installing them"
  # Lists that are absent or old name packages that the mirror no longer has: fetch them, and once more.
  if ! { compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null &&
         setup_keep_quiet=1 quietly "$log" "${install[@]}"; }; then
    quietly "$log" "${apt[@]}" update ||
      die "apt-get update failed; its output is in $log" "Is there a network, and is /etc/apt in order?"
    quietly "$log" "${install[@]}" || die "apt-get install failed; its output is in $log" "$by_hand"
  fi
  say "installed in $((SECONDS - begin)) s"
}

# ---- building ----------------------------------------------------------------------------------------

# configure PRESET [-DOPTION...]
configure() {
  local preset=$1
  shift
  quietly "$root/build/$preset-configure.log" env -C "$root" cmake --preset "$preset" "$@" || {
    rm -f "$root"/build/.packages-*   # look again next time: something may have been removed
    return 1
  }
}

# build PRESET [TARGET...]: the default targets of the preset if none is named
build() {
  local preset=$1 targets=()
  shift
  (($# == 0)) || targets=(--target "$@")
  quietly "$root/build/$preset-build.log" env -C "$root" cmake --build --preset "$preset" "${targets[@]}" ||
    { rm -f "$root"/build/.packages-*; return 1; }
}

# is_fresh STAMP PATH...: true if nothing below the paths is newer than the stamp
is_fresh() {
  [[ -e $1 && -z $(find "${@:2}" -newer "$1" -print -quit 2>/dev/null || echo gone) ]]
}
