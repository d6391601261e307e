#!/bin/sh
# tmux_passthrough.sh: in a tmux that lets nothing pass the console offers to
# let pictures pass: in its own pane, until it ends, whichever way it ends, and
# so that the pane has again what it had.
. "$(dirname "$0")/tmux_lib"

# (Down before q: a capital and a letter at once are text, and offered.)
printf '{"image":"sheet-01.jpg","model":"m","provider":"openrouter",%s}\n' \
	'"timestamp":"2026-01-02T03:04:05","dwc":{"country":"Canada"}' \
	>"$dir/raw.jsonl"
"$program" import "$dir/r" "$dir/raw.jsonl" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"
arguments="'$dir/r' --images '$top/data/demo/sheets' --by tester"
offer='tmux keeps pictures away'

# passes WANTED: what the pane has of its own; "" is nothing.
passes()
{
	[ "$(mux show-options -pqv allow-passthrough)" = "$1" ]
}

# Nobody is attached, so that nobody around tmux answers.
switched_on()
{
	see 'but the terminal around tmux does not answer'
	passes on || fail 'it was not switched on'
	if screen_has "$offer"; then fail 'it is offered once more'; fi
}

echo 'one key, for this pane; taken back on leaving'
start 100x30 "$arguments"
mux new-window -d
see "$offer"
passes '' || fail 'it was switched on unasked'
keys P
switched_on
[ -z "$(mux show-options -pqv -t :1 allow-passthrough)" ] ||
	fail 'the other pane has it, too'
keys Down q
ends_with 0
passes '' || fail 'it was not taken back'

echo 'taken back when it is hung up, to what the pane had'
mux kill-window -t :1
mux set-option -p allow-passthrough off
start_again "$arguments"
see "$offer"
keys P
switched_on
signal()		# NAME
{
	# The shell of the pane has one child.
	kill -s "$1" "$(ps -o pid= --ppid "$(mux display-message -p \
		'#{pane_pid}')" | tr -d ' ')"
}
signal HUP
until_true passes off
ends_with 0

echo 'taken back when it is killed, with nothing left to do it'
start_again "$arguments"
see "$offer"
keys P
switched_on
signal KILL
until_true passes off
ends_with 137

echo 'taken back while it is stopped, and switched on again'
mux set-option -pu allow-passthrough
rm -f "$dir/exit"
mux respawn-pane -k "PS1='ready> ' sh -i"
see 'ready>'
type_text "$program $arguments"
keys Enter
see "$offer"
keys P
switched_on
keys C-z
see 'ready>'
until_true passes ''
type_text 'fg'
keys Enter
until_true passes on
see 'Canada'
keys q
see 'ready>'
until_true passes ''
mux set-option -p allow-passthrough off

echo 'what the user switched on stays, and nothing is offered'
mux set-option -p allow-passthrough on
start_again "$arguments"
see 'Canada'
until_true sh -c '! tmux -S "$1" capture-pane -p | grep -q "$2"' sh \
	"$socket" "$offer"
keys P
see 'not a tmux that keeps pictures away'
keys Down q
ends_with 0
passes on || fail 'what the user had was taken away'
mux set-option -pu allow-passthrough

echo 'a setting switches it on at once, or never'
mkdir -p "$dir/config/vasculum"
printf '[console]\npassthrough = on\n' >"$dir/config/vasculum/config.ini"
start_again "$arguments"
switched_on
keys q
ends_with 0
passes '' || fail 'it was not taken back'
printf '[console]\npassthrough = off\n' >"$dir/config/vasculum/config.ini"
start_again "$arguments"
see 'Canada'
keys P
see 'not a tmux that keeps pictures away'
if screen_has "$offer"; then fail 'it is offered against the setting'; fi
keys Down q
ends_with 0
rm "$dir/config/vasculum/config.ini"

# With a terminal around it that shows sixel, pictures come.
for tool in Xvfb xterm; do
	command -v $tool >/dev/null 2>&1 || {
		echo "$tool is missing: pictures are left out"
		exit 0
	}
done
echo 'pictures come'
mkfifo "$dir/display"
Xvfb -displayfd 3 -noreset -screen 0 1200x900x24 3>"$dir/display" \
	2>/dev/null &
read -r number <"$dir/display" || exit 0
DISPLAY=:$number xterm -ti vt340 -tn xterm-256color -geometry 110x40 \
	-xrm 'XTerm*decTerminalID: vt340' \
	-xrm 'XTerm*numColorRegisters: 256' \
	-e tmux -S "$socket" -f /dev/null attach 2>/dev/null &
until_true sh -c 'tmux -S "$1" list-clients | grep -q .' sh "$socket"
start_again "$arguments"
see "$offer"
mux pipe-pane -o "cat >'$dir/written'"
keys P
until_true grep -aq 'P0;1;0q' "$dir/written"
passes on || fail 'pictures came without it'
keys Down q
ends_with 0
passes '' || fail 'it was not taken back'
