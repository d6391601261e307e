#!/bin/sh
# mutate.sh: tools/mutate finds what a test notices and what it does not, and
# leaves the tree as it was.
set -u
LC_ALL=C
export LC_ALL
top=$(cd "${top_srcdir:-.}" && pwd)
mutate=$top/tools/mutate
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp mutate
failed=0
python3 -c 'import argparse' 2>/dev/null || exit 77

complain()
{
	echo "mutate: $*"
	cat "$tmp/said" "$tmp/out"
	failed=1
}

# ask ARGUMENTS...: what it says in $tmp/out.
ask()
{
	TMPDIR=$tmp "$mutate" "$@" >"$tmp/out" 2>"$tmp/said" </dev/null
}

cd "${top_builddir:-.}" || exit 1
before=$(cksum "$top/src/base/list.c" src/base/list.o)

ask --max 6 --seed 3 --tests tests/unit/base/test_list src/base/list.c ||
	complain "it failed"
grep -Eq '^ +[0-9]+  (killed|timeout) +test_list +' "$tmp/out" ||
	complain "test_list noticed nothing"
grep -q '^total: [1-6] of 6 noticed' "$tmp/out" || complain "six were wanted"
cp "$tmp/out" "$tmp/first"
ask --max 6 --seed 3 --tests tests/unit/base/test_list src/base/list.c
cmp -s "$tmp/first" "$tmp/out" || complain "the same seed gave others"

# A test that does not call the file cannot notice.
ask --max 2 --tests tests/unit/base/test_text src/base/list.c ||
	complain "it failed"
grep -q '^total: 0 of 2 noticed' "$tmp/out" || complain "a test knew too much"

ask src/base/none.c && complain "a file that does not exist was taken"
ask --lines 1-2 src/base/list.c && complain "a comment was changed"

[ "$before" = "$(cksum "$top/src/base/list.c" src/base/list.o)" ] ||
	complain "the tree was changed"
[ -z "$(find "$tmp" -name 'mutate-*')" ] || complain "it left files behind"
exit $failed
