#!/bin/sh
# watch.sh: a run is watched without being touched, a folder is a list; what is
# to happen at the end of an extraction happens without a shell; one that begins
# later waits, and can be ended.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
demo=$(cd "${top_srcdir:-.}/data/demo/sheets" && pwd)
grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h" ||
	{ echo "watch: built without OCR"; exit 77; }
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp watch
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
export XDG_RUNTIME_DIR="$tmp/run"
mkdir -p "$tmp/run" "$tmp/bad" "$tmp/good" "$tmp/runs"
chmod 700 "$tmp/run"
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'watch: %s\n' "$*" >&2
	bad=1
}

# until COMMAND...: waits until it succeeds.
until_true()
{
	n=0
	until "$@" 2>/dev/null; do
		n=$((n + 1))
		[ $n -le 600 ] || return 1
		sleep 0.1
	done
}

# says FILE TEXT
says()
{
	grep -qF -- "$2" "$1" || wrong "$1 lacks \"$2\": $(cat "$1")"
}

# --- at its end ------------------------------------------------------------
# A sheet that cannot be read fails at once, and needs no reader.
printf '\377\330\377broken' >bad/a.jpg
cat >tell <<'END'
#!/bin/sh
printf '%s|' "$@" "$VASCULUM_RUN" "$VASCULUM_REASON" "$VASCULUM_DONE" \
	"$VASCULUM_FAILED" "$VASCULUM_COST" >>told
echo spoken
exit 5
END
chmod +x tell
"$vasculum" extract runs/one --images bad --json \
	--on-end "./tell 'two words' \$HOME;touch\\ x" --on-stop ./never \
	>out 2>err
[ $? -eq 3 ] || wrong "a command at the end changed the exit status"
[ "$(cat told)" = "two words|\$HOME;touch x|$(pwd -P)/runs/one|done|0|1|0.000000|" ] ||
	wrong "the command was told: $(cat told)"
[ "$(grep -c '' out)" -eq 1 ] || wrong "the command spoke on stdout: $(cat out)"
says err spoken
says err 'on-end: ./tell ended with status 5'

for command in "a 'b" '  ' 'a "b'; do
	"$vasculum" extract runs/one --on-end "$command" >out 2>err
	[ $? -eq 2 ] || wrong "--on-end took <$command>"
done
"$vasculum" extract runs/one --notify loud >out 2>err
[ $? -eq 2 ] || wrong "--notify took loud"

# A terminal is told in its own words, and only where it is asked for.
if command -v script >/dev/null 2>&1; then
	esc=$(printf '\033') bel=$(printf '\007')
	for sign in "bell|$bel" "osc9|$esc]9;" "osc777|$esc]777;notify;"; do
		script -qec "'$vasculum' extract runs/one --images bad \
			--notify ${sign%%|*}" /dev/null >out </dev/null
		says out "${sign#*|}"
	done
	script -qec "'$vasculum' extract runs/one --images bad" /dev/null \
		>out </dev/null
	! grep -q "$bel" out || wrong 'a terminal rings unasked'
fi

# --- stopped ---------------------------------------------------------------
# Nobody listens there: the sheet is asked about again and again.
cp "$demo/sheet-01.jpg" good
rm -f told
"$vasculum" extract runs/two --images good --engine compatible --model x \
	--base-url http://127.0.0.1:1/v1 --on-end ./never \
	--on-stop './tell stopped' >out 2>err &
pid=$!
until_true grep -q specimen.retrying runs/two/events.jsonl ||
	wrong "nothing was asked again: $(cat err)"
"$vasculum" monitor runs/two --json >json || wrong 'monitor --json'
says json '"state":"working"'
says json '"live":true'
# Somebody else on this machine, who may read and not write.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null 2>&1; then
	chmod 755 "$tmp"
	cp "$vasculum" other
	mkdir -m 777 theirs
	as_other()
	{
		setpriv --reuid=65534 --regid=65534 --clear-groups \
			env HOME="$tmp/theirs" XDG_CACHE_HOME="$tmp/theirs" \
			XDG_CONFIG_HOME="$tmp/theirs" XDG_RUNTIME_DIR="$tmp/theirs" \
			./other monitor "$@" </dev/null
	}
	as_other runs/two --json >json || wrong 'another user: monitor --json'
	says json '"state":"working"'
	says json '"live":true'
	as_other runs/two --once >out 2>&1 || wrong "another user: $(cat out)"
	says out working
	as_other runs >out 2>&1 || wrong "another user: a folder: $(cat out)"
	says out two
	chmod 700 runs/two
	as_other runs/two --once >out 2>&1 && wrong 'what may not be read is shown'
	says out 'ermission denied'
	chmod 755 runs/two
fi
kill -TERM $pid
wait $pid
[ $? -eq 4 ] || wrong "a stopped extraction ended otherwise: $(cat err)"
says told 'stopped|'
says told '|signal|0|'
"$vasculum" monitor runs/two --once >out || wrong 'monitor --once'
says out stopped

# What cannot begin is told, too.
rm -f told
"$vasculum" extract runs/two --engine nonsense --on-end ./never \
	--on-stop './tell refused' >out 2>err
[ $? -eq 2 ] || wrong "a command at the end changed the exit status"
[ "$(cat told)" = "refused|$(pwd -P)/runs/two|failed|0|0|0.000000|" ] ||
	wrong "of what did not begin was told: $(cat told)"

# --- later -----------------------------------------------------------------
for at in 25:00 12 2020-01-01T00:00 tomorrow 12:60 2026-13-01T00:00 \
	2098-02-30T02:00; do
	"$vasculum" extract runs/one --at "$at" >out 2>err
	[ $? -eq 2 ] || wrong "--at took $at"
done
"$vasculum" extract runs/none --at 02:00 >out 2>err
[ $? -eq 2 ] || wrong 'it would have waited for a run that is not there'
for later in '--at 2099-01-01T00:00' --after-reset; do
	: >err # what the last one said is not what this one waits for
	"$vasculum" extract runs/one $later >out 2>err &
	pid=$!
	until_true grep -q 'waiting until' err || wrong "$later does not wait"
	kill -TERM $pid
	wait $pid
	[ $? -eq 4 ] || wrong "$later was not ended: $(cat err)"
	says err 'stopped before it began'
done
"$vasculum" extract runs/one --at "$(date -d '+2 seconds' '+%Y-%m-%d %H:%M:%S')" \
	>out 2>err || [ $? -eq 3 ] || [ $? -eq 0 ] ||
	wrong "it did not begin later: $(cat err)"
says err '1 of 1 sheets'

# --- watched ---------------------------------------------------------------
# SQLite's marks of who reads aside.
find runs -type f ! -name '*-shm' -exec ls -ln --time-style=full-iso {} + >before
"$vasculum" monitor runs >out || wrong 'a folder'
says out one
says out two
"$vasculum" monitor runs --json >json || wrong 'a folder as JSON'
[ "$(grep -c '"path"' json)" -eq 2 ] || wrong 'one object for each run'
"$vasculum" monitor runs/one/events.jsonl --once >out || wrong 'a log'
says out '0 read, 1 failed'
says out a.jpg
find runs -type f ! -name '*-shm' -exec ls -ln --time-style=full-iso {} + >after
cmp -s before after || wrong "watching wrote: $(diff before after)"
for nothing in runs/none bad; do
	"$vasculum" monitor $nothing >out 2>err
	[ $? -eq 2 ] || wrong "monitor took $nothing"
done

# To tmux #(…) in a name is a command: there is none in ours.
mkdir -p path 'runs/#(touch x)'
echo '{"image":"a.jpg","model":"m","dwc":{}}' >'runs/#(touch x)/raw.jsonl'
cat >path/tmux <<END
#!/bin/sh
[ "\$1" = has-session ] && exit \${session:-1}
printf '%s\n' "\$@" >"$tmp/words"
END
chmod +x path/tmux
TMUX='' PATH="$tmp/path:$PATH" "$vasculum" monitor --tmux 'runs/#(touch x)' ||
	wrong 'monitor --tmux'
grep '^vasculum-' words | grep -q '#' && wrong "tmux was told: $(cat words)"
grep -q '^vasculum-' words || wrong "tmux was not started: $(cat words)"
# tmux SESSION AROUND PATH WANTED: its words on one line begin so.
in_tmux()
{
	session=$1 TMUX=$2 PATH="$tmp/path:$PATH" "$vasculum" monitor --tmux "$3" ||
		wrong 'monitor --tmux'
	tr '\n' ' ' <words | grep -q "^$4" || wrong "tmux $1 $2 got: $(cat words)"
}
in_tmux 1 /tmp/socket,1,0 runs/one "split-window [^ ]*vasculum monitor $tmp/runs/one/ \$"
in_tmux 1 '' runs/one "new-session -s vasculum-one [^ ]*vasculum $tmp/runs/one/ ; split-window .*monitor $tmp/runs/one/ \$"
in_tmux 0 '' runs/one 'attach-session -t =vasculum-one $'

[ $bad -eq 0 ] && echo 'watch: ok'
exit $bad
