#!/bin/sh
# tmux_editor.sh: C-x C-e hands what is typed to $EDITOR, in a file that nobody
# else can read. What it saves comes back; what was typed stays where it fails,
# is killed, saves nothing else, or saves what cannot be a value. C-z stops both,
# a hang-up ends both, and no file is left but one that could not be taken over.
. "$(dirname "$0")/tmux_lib"

echo '{"image":"a.jpg","model":"m","dwc":{"locality":"Regina"}}' >"$dir/raw"
"$program" import "$dir/r" "$dir/raw" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"

# An editor that says it is there, and does what $dir/do says.
cat >"$dir/editor" <<END
#!/bin/sh
for last; do :; done
ls -l "\$last" >"$dir/seen"
echo 'EDITOR HERE'
. "$dir/do"
END
chmod +x "$dir/editor"
export EDITOR="$dir/editor --some-option"
unset VISUAL

files()
{
	ls "$dir/run/vasculum" 2>/dev/null | grep '^value-'
}
no_files()
{
	[ -z "$(files)" ]
}

mux new-session -d -x 80 -y 24 "PS1='ready> ' exec sh -i"
see 'ready>'
console()
{
	type_text "clear; '$program' '$dir/r' --by tester"
	keys Enter
	see 'pending 1'
	keys g j j j j j e
	see 'Enter save'
}
console

echo 'printf "%s" " North of it" >"$last"; echo >>"$last"' >"$dir/do"
keys C-x C-e
see 'this is what the editor saved'
see 'North of it'
grep -q '^-rw-------' "$dir/seen" || fail "others may read it: $(cat "$dir/seen")"
until_true no_files

type_text '!'
echo 'exit 3' >"$dir/do"
keys C-x C-e
see 'has failed (status 3)'
see 'North of it!'
echo 'kill -KILL $$' >"$dir/do"
keys C-x C-e
see 'was ended by signal 9'
see 'North of it!'
echo ':' >"$dir/do"
keys C-x C-e
see 'the editor has changed nothing'
see 'North of it!'
printf '%s\n' 'printf "\377" >"$last"' >"$dir/do"
no_files || fail "left behind: $(files)"
keys C-x C-e
see 'is not UTF-8 text'
see 'North of it!'
[ "$(files | wc -l)" -eq 1 ] || fail 'what could not be taken over is lost'
rm "$dir/run/vasculum"/value-*

# What it had saved before it was killed is work.
printf '%s\n' 'echo "a long day" >"$last"; kill -KILL $$' >"$dir/do"
keys C-x C-e
see 'what it saved is kept in'
see 'North of it!'
grep -q '^a long day$' "$dir/run/vasculum"/value-* ||
	fail 'what the editor had saved is lost'
rm "$dir/run/vasculum"/value-*

# C-z leaves both; fg brings both back; signals of keys are the editor's.
# (Its last sleep may be the one that C-c ended.)
echo 'trap "echo INT >>\"$dir/int\"" INT; echo "TRAP SET"; until [ -e "'"$dir"'/go" ]; do sleep 0.1; done; exit 0' >"$dir/do"
keys C-x C-e
see 'TRAP SET'
keys C-c
keys C-z
see 'ready>'
type_text "touch '$dir/go'; fg"
keys Enter
see 'the editor has changed nothing'
see 'North of it!'
keys Enter
see 'saved'

# A hang-up while the editor has the terminal ends both; the draft is kept.
echo 'trap "exit 1" HUP; while :; do sleep 0.1; done' >"$dir/do"
keys g j j j j j e
type_text '??'
keys C-x C-e
see 'EDITOR HERE'
mux kill-server
over()
{
	! pgrep -f "$dir/editor" >/dev/null && ! pgrep -f "^$program $dir/r" >/dev/null
}
until_true over
no_files || fail "left behind: $(files)"
grep -q 'North of it!??' "$dir/r/drafts/tester.json" ||
	fail 'what was typed is lost'
