#!/usr/bin/env bash
# A scenario of the library, small and short: it is right, breaks no invariant, its books balance to the fen, and it gives the rows that it
# gave before.
#   tests/library.sh PROGRAM SCENARIO RESULT OPTIONS…
# FL_REGENERATE=1 writes its digest into tests/library_digests.txt: what changes them on purpose says so in its commit.
set -euo pipefail
program=$1 scenario=$2 result=$3
shift 3
digests=$(dirname "$0")/library_digests.txt
name=$(basename "$scenario" .lua)
"$program" check "$scenario" >"$result.check" || { cat "$result.check"; exit 1; }
"$program" run "$scenario" "$@" --check --force --json --output "$result" >"$result.json"
off=$(sqlite3 "$result" 'SELECT count(*) FROM v_books WHERE NOT balanced')
[ "$off" = 0 ] || { echo "$name: the books of $off days are not balanced (v_books)"; exit 1; }
digest=$(sed -n 's/^  "digest": "\(.*\)",$/\1/p' "$result.json")
if [ -n "${FL_REGENERATE:-}" ]; then
  # One at a time: the tests run side by side.
  (
    flock 8
    { grep -v " $name\$" "$digests" || true; echo "$digest $name"; } | LC_ALL=C sort -k 2 >"$digests.new"
    mv "$digests.new" "$digests"
  ) 8>"$(dirname "$result")/library.lock"
fi
wanted=$(sed -n "s/ $name\$//p" "$digests")
[ "$digest" = "$wanted" ] || { echo "$name: digest $digest, before ${wanted:-none}"; exit 1; }
