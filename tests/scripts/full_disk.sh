#!/bin/sh
# full_disk: the medium fills up while sheets are read. The extraction waits,
# says so, and goes on when there is room; who stops it meanwhile is not kept
# waiting. Needs a file system of its own: skipped where none can be mounted.
set -u

if [ "${1:-}" != inside ]; then
	command -v unshare >/dev/null 2>&1 || exit 77
	for how in '-m' '-r -m'; do
		# shellcheck disable=SC2086
		unshare $how sh -c 'mount -t tmpfs none /mnt' 2>/dev/null &&
			exec unshare $how sh "$0" inside
	done
	exit 77
fi

build=$(cd "${top_builddir:-.}" && pwd)
top=$(cd "${top_srcdir:-.}" && pwd)
program=$build/vasculum
. "$(dirname "$0")/tidy_lib"
tidy_dir dir full
disk=$dir/disk
mkdir "$disk"
mount -t tmpfs -o size=96m none "$disk" || exit 77
tidy 'umount "$disk"'
XDG_RUNTIME_DIR=$disk XDG_CONFIG_HOME=$disk XDG_CACHE_HOME=$disk
XDG_STATE_HOME=$dir/state
export XDG_STATE_HOME
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
sheets=800
failed=0

wrong()
{
	printf 'full_disk: %s\n' "$*" >&2
	cat "$dir/err" >&2
	failed=1
}

extract()
{
	"$program" extract "$disk/run" --images "$disk/sheets" "$@"
}

# Leaves room for the index to be opened, not for all journals.
fill()
{
	room=$(df -k "$disk" | awk 'NR == 2 { print $4 }')
	head -c $(((room - 224) * 1024)) /dev/zero >"$disk/filler"
}

# Waits until the program says that it waits.
await_full()
{
	tries=0
	while ! grep -q 'waiting until' "$dir/err"; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || {
			wrong 'does not wait for room'
			return
		}
		sleep 0.1
	done
}

mkdir "$disk/sheets"
i=0
while [ $i -lt $sheets ]; do
	cat "$top/tests/data/sheets/blank.jpg" >"$disk/sheets/$i.jpg"
	echo $i >>"$disk/sheets/$i.jpg"
	i=$((i + 1))
done
: >"$dir/err"
extract --limit 1 >"$dir/out" 2>"$dir/err"
grep -q 'without tesseract' "$dir/err" && exit 77
fill

(exec "$program" extract "$disk/run" --json) >"$dir/out" 2>"$dir/err" &
pid=$!
await_full
kill -TERM $pid
wait $pid
code=$?
[ $code -eq 4 ] || wrong "exit $code, not 4, when stopped on a full disk"
rm "$disk/filler"
fill

: >"$dir/err" # what the first one said is not to be taken for the second's
(exec "$program" extract "$disk/run" --json) >"$dir/out" 2>>"$dir/err" &
pid=$!
await_full
rm "$disk/filler"
wait $pid
code=$?
[ $code -eq 0 ] || wrong "exit $code"
grep -q 'writing goes on' "$dir/err" || wrong 'does not say that it goes on'

ids=$(sed -n 's/.*"specimen_id":"\([0-9a-f]*\)".*"dwc":.*/\1/p' \
	"$disk/run/raw.jsonl" | sort)
n=$(printf '%s\n' "$ids" | wc -l)
[ "$n" -eq $sheets ] || wrong "$n outcomes for $sheets sheets"
[ -z "$(printf '%s\n' "$ids" | uniq -d)" ] || wrong 'something is there twice'

# A look that cannot keep what it finds has found nothing out, and says so; it
# takes OCR.
grep -q '#define HAVE_OCR 1' "$build/config.h" || exit $failed

look()
{
	want=$1
	"$program" look "$disk/run" --limit 2 --json >"$dir/out" 2>"$dir/err"
	code=$?
	[ $code -eq "$want" ] || wrong "look: exit $code, not $want"
}

rm -f "$disk"/run/cache/facts.db*
"$program" list "$disk/run" --limit 1 >/dev/null # the index is whole
cat /dev/zero >"$disk/filler" 2>/dev/null
look 3
grep -q 'cannot be kept' "$dir/err" || wrong 'look: not told what failed'
rm "$disk/filler"
look 0
grep -q '"looked":2,' "$dir/out" || wrong "look: $(cat "$dir/out")"
exit $failed
