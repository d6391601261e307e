#!/bin/sh
# tmux_crash.sh: a crash gives the terminal back; Ctrl-Z leaves it to the
# shell, and fg comes back to the same screen.
. "$(dirname "$0")/tmux_lib"
if nm "$program" 2>/dev/null | grep -q '__[at]san_init'; then
	echo "sanitizers catch crashes themselves: skipped"
	exit 77
fi

echo '{"image":"a.jpg","model":"m","dwc":{"country":"Canada"}}' >"$dir/raw"
"$program" import "$dir/r" "$dir/raw" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"

mux new-session -d -x 80 -y 24 "PS1='ready> ' exec sh -i"
see 'ready>'
type_text "'$program' '$dir/r' --by tester"
keys Enter
see 'pending 1'
keys C-z
see 'ready>'
screen_has 'pending 1' && fail 'the screen was not given back'
type_text 'fg'
keys Enter
see 'pending 1'
see 'Canada'
# Found by its own run, whose directory nobody else has.
pid=$(pgrep -f "^$program $dir/r" | head -n 1)
[ -n "$pid" ] || fail 'the console is not there'
kill -SEGV "$pid"
see 'ready>'
mux display-message -p '#{cursor_flag} #{mouse_any_flag} #{alternate_on}' |
	grep -qx '1 0 0' || fail 'the terminal was not given back'
type_text "stty -a >'$dir/stty'"
keys Enter
until_true test -s "$dir/stty"
grep -qw -- 'icanon' "$dir/stty" && grep -qw -- 'echo' "$dir/stty" ||
	fail "the terminal is not as it was: $(cat "$dir/stty")"
