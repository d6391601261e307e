#!/bin/sh
# taxa: how long a list of a million names takes to be taken in, in how much
# memory; and how long a misread name takes to be found in it. TAXA_ROWS says
# another number of names.
set -eu

build=$(cd "${top_builddir:-.}" && pwd)
rows=${TAXA_ROWS:-1000000}
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp taxa-bench
XDG_DATA_HOME=$tmp
export XDG_DATA_HOME

"$build/tests/tools/make_names" "$rows" >"$tmp/names.tsv"
timed=
if [ -x /usr/bin/time ] && /usr/bin/time -f %e true 2>/dev/null; then
	timed='/usr/bin/time -f import:\ %e\ s,\ %U\ s\ of\ processor,\ %M\ KiB'
fi
eval "$timed" '"$build/vasculum" taxa import "$tmp/names.tsv"'
printf 'list:  %s bytes\n' "$(wc -c <"$tmp/vasculum/taxa/names.db")"
"$build/tests/bench/taxa_match" "$tmp/vasculum/taxa" "$tmp/names.tsv"
