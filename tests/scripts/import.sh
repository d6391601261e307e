#!/bin/sh
# import: what the command takes in, what it says of the rest, and with which
# exit code it ends.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp import
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'import: %s\n' "$*" >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE ARGS...: runs `vasculum import`; nothing may come on stdout.
expect()
{
	code=$1
	shift
	"$vasculum" import "$@" >out 2>err
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
	[ -s out ] && wrong "data on stdout: $*"
}

says()
{
	grep -qF -- "$1" err || wrong "the last call does not say \"$1\""
}

# One line of each shape that is not a plain success, and what is not a line.
{
	echo '{"image":"a.jpg","model":"m","dwc":{"country":"Canada"}}'
	echo '{"image":"b.jpg","error":"timeout"}'
	echo '{"custom_id":"x","response":{"status_code":500},"error":null}'
} >good.jsonl
{
	cat good.jsonl
	echo 'no JSON'
	printf '{"image":"torn'
} >some.jsonl

expect 0 run good.jsonl </dev/null
says '3 imported, 0 skipped (already there), 0 bad lines'
expect 3 run some.jsonl </dev/null
says '0 imported, 3 skipped (already there), 2 bad lines'
says 'some.jsonl:4: not JSON'
says 'some.jsonl:5: not JSON'
[ "$(wc -l <run/raw.jsonl)" -eq 3 ] || wrong 'raw.jsonl has other lines'

# From a stream; a closed one is an empty one.
expect 0 run - <good.jsonl
says '3 skipped'
expect 0 run - <&-
says '0 imported'

# Nothing that can be read: no run is made for it.
expect 1 none missing.jsonl </dev/null
says 'missing.jsonl'
expect 1 none . </dev/null
says 'is a directory; name its raw.jsonl'
[ -e none ] && wrong 'a run was made of nothing'
echo 'no JSON' >junk
expect 1 run junk </dev/null
expect 3 run missing.jsonl good.jsonl </dev/null
says '3 skipped'

# A line that a crash left half written.
printf '{"image":"half' >>run/raw.jsonl
echo '{"image":"c.jpg","dwc":{}}' >c.jsonl
expect 0 run c.jsonl </dev/null
says 'was set aside'
[ "$(cat run/raw.jsonl.torn-*)" = '{"image":"half' ] || wrong 'torn tail lost'
expect 0 run c.jsonl </dev/null

# Wrong calls.
expect 2 </dev/null
expect 2 run </dev/null
expect 2 --no-such-option run good.jsonl </dev/null
expect 2 run run/raw.jsonl </dev/null
says "own journal"
expect 2 good.jsonl good.jsonl </dev/null
says 'is a file'
mkdir original
cp good.jsonl original/raw.jsonl
expect 2 original good.jsonl </dev/null
says 'vasculum import NEWRUN'
mkdir foreign
echo x >foreign/thesis.odt
expect 2 foreign good.jsonl </dev/null
says 'holds other files'

# Hostile names: shown without what moves the cursor, kept in the journal.
printf '{"image":"../../etc/passwd","dwc":{}}\n{"\033[2Jx' >"$(printf 'n\033[31m.jsonl')"
expect 3 run "$(printf 'n\033[31m.jsonl')" </dev/null
grep -q "$(printf '\033')" err && wrong 'an escape reached the terminal'
grep -qF '"image":"../../etc/passwd"' run/raw.jsonl || wrong 'image changed'

# Many bad lines are not all shown.
i=0
while [ $i -lt 70 ]; do
	echo 'no JSON'
	i=$((i + 1))
done >junk
expect 1 run junk </dev/null
[ "$(grep -c 'junk:' err)" -eq 50 ] || wrong 'not 50 bad lines shown'
says '70 bad lines'

# No room (512-byte blocks): said, nothing lost, and taken in later.
i=0
while [ $i -lt 4000 ]; do
	echo "{\"image\":\"many-$i.jpg\",\"dwc\":{\"country\":\"Canada\"}}"
	i=$((i + 1))
done >many.jsonl
(ulimit -f 800; expect 1 full many.jsonl </dev/null; exit $bad) || bad=1
grep -qF 'No space left' err || wrong 'no word of the full medium'
[ -s full/raw.jsonl ] && wrong 'part of a batch was left'
expect 0 full many.jsonl </dev/null
says '4,000 imported'
exit $bad
