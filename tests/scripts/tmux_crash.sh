#!/bin/sh
# tmux_crash.sh: the terminal is given back whatever ends the console: a crash,
# a signal of any kind, q; Ctrl-Z leaves it to the shell, and fg comes back to
# the same screen.
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
end_by()		# SIGNAL
{
	pid=$(pgrep -f "^$program $dir/r" | head -n 1)
	[ -n "$pid" ] || fail 'the console is not there'
	kill -"$1" "$pid"
}

all_modes='#{cursor_flag} #{alternate_on} #{mouse_any_flag} #{mouse_sgr_flag}
	#{keypad_flag} #{keypad_cursor_flag}'
modes_are()
{
	[ "$(mux display-message -p "$all_modes" | tr -s '\n\t ' ' ')" = "$1 " ]
}

gone()
{
	! pgrep -f "^$program $dir/r"
}

# All as it was before.
given_back()		# HOW
{
	until_true gone
	until_true modes_are '1 0 0 0 0 0'
	rm -f "$dir/stty"
	type_text "stty -a >'$dir/stty'"
	keys Enter
	until_true test -s "$dir/stty"
	grep -qw -- 'icanon' "$dir/stty" && grep -qw -- 'echo' "$dir/stty" ||
		fail "after $1 the terminal is not as it was: $(cat "$dir/stty")"
}

end_by SEGV
given_back SEGV
for how in ABRT BUS TERM HUP INT QUIT q; do
	type_text "clear; '$program' '$dir/r' --by tester"
	keys Enter
	see 'pending 1'
	until_true modes_are '0 1 1 1 1 1'
	case $how in
	q) keys q ;;
	*) end_by $how ;;
	esac
	given_back $how
done
