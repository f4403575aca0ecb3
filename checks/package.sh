#!/usr/bin/env bash
# Makes the Debian package as docs/cron.md says, installs it, and looks at what a user has of it then: the program, its manual page, what shells
# complete, and the units.
#
#   bash checks/package.sh             on a Debian machine that may be changed, as root
#
# Needs cargo-deb, man, bash, zsh and fish (`cargo install cargo-deb`, `apt-get install man-db zsh fish`). The package stays installed.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fault() {
  echo "fault: $*"
  failed=1
}

cargo build --release --locked
mkdir -p target/package
for shell in bash zsh fish; do "$target/release/appraise" completions "$shell" -o "target/package/appraise.$shell"; done
"$target/release/appraise" man -o target/package/appraise.1
cargo deb --no-build --output "$work/appraise.deb"

# What is in it.
dpkg -c "$work/appraise.deb" | awk '{ print $6 }' >"$work/files"
for file in usr/bin/appraise usr/share/man/man1/appraise.1.gz usr/share/bash-completion/completions/appraise usr/share/zsh/vendor-completions/_appraise \
  usr/share/fish/vendor_completions.d/appraise.fish usr/share/doc/appraise/copyright usr/share/doc/appraise/examples/appraise.service \
  usr/share/doc/appraise/examples/appraise.timer usr/share/doc/appraise/docs/policy.md usr/share/doc/appraise/docs/findings/README.md; do
  grep -qx "./$file\|$file" "$work/files" || fault "$file is not in the package"
done
dpkg -I "$work/appraise.deb" >"$work/about"
grep -q "^ Depends: .*libc6" "$work/about" || fault "the package does not say what it depends on"

# What a user has of it.
dpkg -i "$work/appraise.deb" >/dev/null
program=/usr/bin/appraise
(cd "$work" && "$program" init trial >/dev/null && cd trial && "$program" check -q >/dev/null && "$program" pay -q -o pay.csv) || fault "the program does not run"
for page in "" $("$program" --help | sed -n '/^Commands:/,/^$/p' | awk '/^  [a-z]/ && $1 != "help" { print $1 }'); do
  for language in en zh-Hans zh-Hant; do
    # shellcheck disable=SC2086
    "$program" man $page --lang "$language" -o "$work/page.1"
    LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l "$work/page.1" >"$work/page" 2>"$work/warnings" || fault "the page of ${page:-the program} is not shown"
    [ ! -s "$work/warnings" ] || fault "the page of ${page:-the program} in $language: $(head -1 "$work/warnings")"
    [ -s "$work/page" ] || fault "the page of ${page:-the program} in $language is empty"
  done
done
bash -c 'source <(appraise completions bash); complete -p appraise' >/dev/null || fault "bash does not complete"
bash -c 'source /usr/share/bash-completion/completions/appraise; COMP_WORDS=(appraise sc); COMP_CWORD=1; _appraise appraise sc appraise; [[ " ${COMPREPLY[*]} " == *" score "* ]]' ||
  fault "bash does not complete a command"
zsh -fc 'autoload -Uz compinit && compinit -u -D && source <(appraise completions zsh) && [[ -n ${_comps[appraise]} ]]' || fault "zsh does not complete"
fish --no-config -c 'source /usr/share/fish/vendor_completions.d/appraise.fish; complete -C "appraise sc" | grep -q "^score"' || fault "fish does not complete"
if command -v systemd-analyze >/dev/null; then
  # The page that a unit names is looked for with `man`, which need not show it where systemd-analyze runs.
  systemd-analyze verify --man=no packaging/appraise.service packaging/appraise.timer || fault "systemd refuses a unit"
fi

[ $failed -eq 0 ] && echo "the package is whole: $(wc -l <"$work/files") files"
exit $failed
