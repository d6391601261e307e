#!/bin/sh
# late_answers.sh: a terminal that answers late is left with no question open,
# whatever the console is left by: a shell would take the answer for typing. And
# nobody waits for it: the screen begins before anything is asked, and what is
# typed until the terminal may be left counts.
set -u
build=$(cd "${top_builddir:-.}" && pwd)
top=$(cd "${top_srcdir:-.}" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir dir late
HOME=$dir XDG_CONFIG_HOME=$dir XDG_STATE_HOME=$dir XDG_CACHE_HOME=$dir
XDG_RUNTIME_DIR=$dir LC_ALL=C.UTF-8 TERM=xterm-256color
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
export LC_ALL TERM
unset TMUX STY SSH_CONNECTION NO_COLOR VASCULUM_BY

printf '{"image":"sheet-01.jpg","model":"m","provider":"openrouter",%s}\n' \
	'"timestamp":"2026-01-02T03:04:05","dwc":{"country":"Canada"}' \
	>"$dir/raw.jsonl"
"$build/vasculum" import "$dir/run" "$dir/raw.jsonl" >"$dir/out" 2>&1 || {
	cat "$dir/out"
	exit 1
}

# leave MS KEYS: at the first question about a strip.
leave()
{
	left=$("$build/tests/tools/late_terminal" "$1" "$2" "$build/vasculum" \
		"$dir/run" --images "$top/data/demo/sheets" --by tester)
	case $? in
	0) ;;
	2)
		echo "late_answers: the screen waits for the terminal"
		exit 1
		;;
	*)
		echo "late_answers: no picture was shown"
		exit 1
		;;
	esac
	[ "$left" -eq 0 ] || {
		echo "late_answers: $1 ms late, left by $2: $left bytes"
		exit 1
	}
}

leave 0 q
leave 300 q
# C-c is a signal's.
leave 300 "$(printf '\003')"

# The editor that gets the terminal has what was typed until then, too, and finds
# no answer in it. It ends the console.
cat >"$dir/editor" <<END
#!/bin/sh
cp "\$1" "$dir/edited"
kill -TERM \$PPID
END
chmod +x "$dir/editor"
EDITOR=$dir/editor
export EDITOR
unset VISUAL
leave 300 "$(printf 'gjjje\030\005 West')"
grep -qx 'Canada West' "$dir/edited" || {
	echo "late_answers: the editor was given $(cat "$dir/edited")"
	exit 1
}
# So that a key that leaves the line takes it back.
rm "$dir/edited"
leave 300 "$(printf 'gjjje\030\005\003q')"
[ ! -e "$dir/edited" ] || {
	echo "late_answers: an editor was started for no line"
	exit 1
}
