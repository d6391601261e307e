#!/bin/sh
# memory: where memory has a limit, a command does its work or says that there
# is none left: no exception of a library, no abort.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
demo=$(cd "${top_srcdir:-.}/data/demo/sheets" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp memory
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_RUNTIME_DIR="$tmp"
cd "$tmp" || exit 1
bad=0

# A sanitizer's shadow takes terabytes of addresses.
(ulimit -v 300000 && "$vasculum" --version) >out 2>err || {
	echo 'memory: no limit of memory can be set here'
	exit 77
}

# within KB ARGS...
within()
{
	limit=$1
	shift
	(ulimit -v "$limit" && exec "$vasculum" "$@") >out 2>err </dev/null
	code=$?
	if [ $code -gt 4 ] || grep -qi 'bad_alloc\|terminate called' err ||
	    { [ $code -ne 0 ] && ! grep -q 'memory' err; }; then
		printf 'memory: %s KB, %s: exit %s: %s\n' "$limit" "$*" "$code" \
			"$(tail -n 1 err)" >&2
		bad=1
	fi
}

sheet=$(find "$demo" -name '*.jpg' | sort | head -n 1)
for limit in 150000 200000 250000 300000 350000; do
	for threads in 1 3; do
		rm -rf run
		within $limit extract run --images "$demo" --limit 1 \
			--engine local --concurrency $threads
	done
	within $limit preview "$sheet" --format cells --size 40x20
	within $limit doctor
done
exit $bad
