#!/bin/sh
# unsaved.sh: what is typed while it cannot be saved. The disk is full: it is
# told, saved by itself when there is room, asked about by q, and printed where
# not even a draft can be written. The journals are held by somebody else: it
# goes into the draft, and is there again. Needs a file system of its own.
set -u

if [ "${1:-}" != inside ]; then
	command -v unshare >/dev/null 2>&1 || exit 77
	command -v flock >/dev/null 2>&1 || exit 77
	for how in '-m' '-r -m'; do
		# shellcheck disable=SC2086
		unshare $how sh -c 'mount -t tmpfs none /mnt' 2>/dev/null &&
			exec unshare $how sh "$0" inside
	done
	exit 77
fi

. "$(dirname "$0")/tmux_lib"
disk=$dir/disk
mkdir "$disk"
mount -t tmpfs -o size=8m none "$disk" || exit 77
tidy 'umount "$disk"'

fill()
{
	cat /dev/zero >"$disk/filler" 2>/dev/null
}

printf '{"image":"sheet-01.jpg","model":"m","provider":"openrouter",%s}\n' \
	'"timestamp":"2026-01-02T03:04:05","dwc":{"country":"Canada"}' \
	>"$dir/raw.jsonl"
"$program" import "$disk/r" "$dir/raw.jsonl" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"
edits=$disk/r/edits.jsonl

start 80x24 "'$disk/r'" --by tester
see 'sheet-01'
fill
keys e
type_text 'SASK 1'
keys Enter
see '1 NOT SAVED'
[ ! -s "$edits" ] || fail 'it was written to a full disk'

# Leaving asks; staying is possible. With room it is saved by itself.
keys q
see 'catalogNumber of sheet-01.jpg'
see 'No space left'
keys n
see 'not saved'
rm "$disk/filler"
until_true grep -q '"to":"SASK 1"' "$edits"
see 'saved ✓'

# The value, a note, and what is being typed: nothing takes them, all is told.
fill
# Some pages come free when the draft of what was saved goes, and the journal's
# last one has room left: not for this much.
long=$(printf '%030000d' 0)
keys e
printf 'by %s' "$long" | mux load-buffer -
mux paste-buffer -p
keys Enter
see '1 NOT SAVED'
keys C
see 'Note:'
printf 'torn %s' "$long" | mux load-buffer -
mux paste-buffer -p
keys Enter
see '2 NOT SAVED'
keys q
see 'note of sheet-01.jpg'
see 'printed in the terminal'
keys x
ends_with 1
grep -q 'No space left' "$dir/stderr" || fail "$(cat "$dir/stderr")"
grep -q "sheet-01.jpg recordedBy: by $long" "$dir/stderr" ||
	fail 'the value is lost'
grep -q "sheet-01.jpg note: torn $long" "$dir/stderr" ||
	fail 'the note is lost'
rm "$disk/filler"

# Somebody else holds the journals, and does not let go.
start_again "'$disk/r'" --by tester
see 'sheet-01'
# One process: what it leaves behind would hold the lock.
(flock 9 && exec sleep 600) 9<>"$disk/r/journals.lock" >/dev/null 2>&1 &
holder=$!
until_true sh -c "! flock -n '$disk/r/journals.lock' true"
keys g j j j j j e
keys C-u
type_text 'Regina'
keys Enter
see '1 NOT SAVED'
keys q
see 'kept as a'
keys x
ends_with 1
grep -q 'kept as a draft' "$dir/stderr" || fail "$(cat "$dir/stderr")"
kill $holder
start_again "'$disk/r'" --by tester
see '1 NOT SAVED'
see 'Regina'
keys q
see 'One thing is not saved'
see 'go to the first'
keys g Enter
until_true grep -q '"to":"Regina"' "$edits"
see 'saved ✓'
keys q
ends_with 0
[ ! -s "$dir/stderr" ] || fail "$(cat "$dir/stderr")"

# An undo that cannot be made any more when the console is left: nothing of it
# is kept, and it is told.
(flock 9 && exec sleep 600) 9<>"$disk/r/journals.lock" >/dev/null 2>&1 &
holder=$!
until_true sh -c "! flock -n '$disk/r/journals.lock' true"
start_again "'$disk/r'" --by tester
see 'sheet-01'
keys u
see 'further back'
keys u
see 'saving'
keys q
ends_with 0
grep -q 'the undo: .*journals.lock' "$dir/stderr" ||
	fail "$(cat "$dir/stderr")"
kill $holder
