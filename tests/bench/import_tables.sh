#!/bin/sh
# import_tables: how long rows of thirty columns take into a new run, in what
# memory, and once more, when all are skipped. TABLE_ROWS says how many
# (50,000).
#
# usage: import_tables.sh
set -eu

vasculum=$(cd "${top_builddir:-.}" && pwd)/vasculum
rows=${TABLE_ROWS:-50000}
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp tables-bench
XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp XDG_DATA_HOME=$tmp
export XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME
if ! [ -x /usr/bin/time ]; then
	echo 'tables    /usr/bin/time is not at hand, left out'
	exit 0
fi

awk -v n="$rows" 'BEGIN {
	srand(7)
	printf "occurrenceID,catalogNumber"
	for (i = 3; i <= 30; i++)
		printf ",column%d", i
	for (i = 0; i < n; i++) {
		printf "\nurn:%d,DAO%09d", i, i
		for (j = 3; j <= 30; j++)
			printf ",value %d", rand() * 100000
	}
	print ""
}' >"$tmp/t.csv"
for what in 'new' 'once more, skipped'; do
	printf 'tables    %s rows of 30 columns, %s: ' "$rows" "$what"
	/usr/bin/time -f '%e s, %U s of processor, %M KiB' \
		"$vasculum" import --without-sheets "$tmp/run" "$tmp/t.csv" \
		2>"$tmp/err"
	tail -n 1 "$tmp/err"
done
