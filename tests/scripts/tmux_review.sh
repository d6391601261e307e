#!/bin/sh
# tmux_review.sh: a session of review in a real terminal: an edit, an approval,
# its undo, a rejection; what is said to be saved is in the files.
. "$(dirname "$0")/tmux_lib"

value()
{
	printf '"%s":{"value":"%s","confidence":0.9}' "$1" "$2"
}

record()
{
	printf '{"image":"%s","model":"m","provider":"openrouter",' "$1"
	printf '"timestamp":"2026-01-02T03:04:05","dwc":{%s,%s,%s}}\n' \
		"$(value scientificName "$2")" "$(value country Canada)" \
		"$(value recordedBy 'J. H. Hudson')"
}

{
	record sheet-01.jpg 'Rosa acicularis'
	record sheet-02.jpg 'Coreopsis tinctoria'
} >"$dir/raw.jsonl"
"$program" import "$dir/r" "$dir/raw.jsonl" >"$dir/out" 2>&1 ||
	fail "$(cat "$dir/out")"

start 80x24 "'$dir/r'" --images "'$top/data/demo/sheets'" --by tester
see 'sheet-0'
see 'pending 2'

# The catalogue number is typed; wide characters and a combining mark too.
keys e
see 'take back'
type_text 'SASK 標本 17'
keys Enter
see 'saved'
see 'SASK 標本 17'
until_true grep -q '"op":"set".*SASK 標本 17' "$dir/r/edits.jsonl"

# A record that is begun has little left to doubt, and keeps its place.
keys J
see 'sheet-02.jpg ── 2/2'
keys K
see 'sheet-01.jpg ── 1/2'

# Esc takes back.
keys e
see 'take back'
type_text 'zzz'
keys Escape
see 'Enter right'
screen_has 'zzz' && fail 'what was taken back is still there'

# Approval asks about what is empty, then signs, and the next record comes. What
# nobody can have looked at yet (LOOP_LOOK_MS) is not signed, nor what was found
# on the sheet meanwhile: then it is pressed again.
asked_or_told()
{
	screen_has 'Approve the record?' || screen_has 'come up only now'
}
sleep 0.3
keys a
until_true asked_or_told
screen_has 'Approve the record?' || {
	sleep 0.3
	keys a
}
see 'Approve the record?'
keys y
see 'approved 1'
until_true grep -q '"SASK 標本 17"' "$dir/r/curated.jsonl"
see 'pending 1'

# Undo comes back to the record, and acts on it once it was seen.
keys u
see 'takes it back'
sleep 0.3
keys u
undone_or_told()
{
	screen_has 'undone' || screen_has 'come up only now'
}
until_true undone_or_told
screen_has 'undone' || {
	sleep 0.3
	keys u
}
see 'undone'
see 'SASK 標本 17'
see 'approved 0'

# A note, a flag, a rejection.
keys C
see 'Note:'
type_text 'See the other sheet'
keys Enter
until_true grep -q 'See the other sheet' "$dir/r/edits.jsonl"
keys f
see 'flagged 1'
keys r
see 'unreadable'
keys 3
see 'rejected 1'
until_true grep -q '"op":"reject".*"reason":"unreadable"' "$dir/r/edits.jsonl"

# One value for all records: looked at, done, and taken back; the draft is kept.
keys "'"
see 'To the term'
type_text 'country'
see '▸ country'
keys F
see 'country by count'
keys Space
see '1 picked'
keys Enter
see 'Set the picked values to'
keys C-u
type_text 'Chile'
keys Enter
see '"Canada" → "Chile"'
keys Enter
see '1 record changed'
until_true grep -q '"op":"bulk".*"to":"Chile"' "$dir/r/edits.jsonl"
keys u
see 'undone'
screen_has 'NO DRAFT' && fail 'the draft is said not to be kept'
keys Escape
see 'Enter right'

# The window changes its size, becomes too small, and comes back.
mux resize-window -x 120 -y 40
see 'extraction'
mux resize-window -x 60 -y 16
see 'v: sheet'
mux resize-window -x 59 -y 20
see 'vasculum needs 60 x 16'
mux resize-window -x 80 -y 24
see 'extraction'

keys q
ends_with 0
[ ! -s "$dir/stderr" ] || fail "$(cat "$dir/stderr")"

# Nothing of the state of the terminal is left behind.
mux display-message -p '#{cursor_flag} #{mouse_any_flag} #{alternate_on}' |
	grep -qx '1 0 0' || fail 'the terminal was not given back'

# One may name the record to begin with, over where one stood.
start_again "'$dir/r'" --by tester --at sheet-02.jpg
see '┌ sheet-02.jpg'
keys q
ends_with 0
start_again "'$dir/r'" --by tester --at nonsense
see 'has no specimen "nonsense"'
keys q
ends_with 0
