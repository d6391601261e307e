#!/bin/sh
# cli_review: list, show, edit, check and status on a small imported run:
# what they print, what they refuse, and with which exit code.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp cli-review
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
unset VASCULUM_BY
cd "$tmp" || exit 1
bad=0

wrong()
{
	printf 'cli_review: %s\n' "$*" >&2
	sed 's/^/    out: /' out >&2
	sed 's/^/    err: /' err >&2
	bad=1
}

# expect CODE COMMAND...: runs vasculum; its streams go to out and err.
expect()
{
	code=$1
	shift
	"$vasculum" "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$code" ] || wrong "exit $got, not $code: $*"
}

says()
{
	grep -qF -- "$2" "$1" || wrong "no \"$2\" in $1 of the last call"
}

says_not()
{
	! grep -qF -- "$2" "$1" || wrong "\"$2\" in $1 of the last call"
}

lines()
{
	n=$(wc -l <"$1")
	[ "$n" -eq "$2" ] || wrong "$n lines in $1, not $2"
}

a=$(printf '%064d' 1 | tr 0 a)
b=$(printf '%064d' 2 | tr 0 b)
cat >raw.jsonl <<EOF
{"image":"$a.jpg","model":"m","provider":"openrouter","dwc":{"catalogNumber":{"value":"19341","confidence":0.95},"scientificName":{"value":"Stipa comata Trin.","confidence":0.9},"eventDate":{"value":"1969-08-11","confidence":0.95},"recordedBy":{"value":"J. Isomaa","confidence":0.95},"country":{"value":"Canada","confidence":1},"stateProvince":{"value":"Saskatchewan","confidence":1},"curatorKey":{"value":"kept","confidence":1}},"timestamp":"2025-10-09T03:08:04","usage":{"cost":0.25}}
{"image":"$b.jpg","model":"m","provider":"openrouter","error":"timeout\u001b[2J\u202e after 120 s","timestamp":"2025-10-09T03:09:04"}
{"image":"sub/sheet 3.jpg","model":"m","provider":"openrouter","dwc":{"locality":{"value":"tab\there \u001b]0;x\u0007\u009b31m","confidence":0.5},"scientificName":{"value":"Identified by","confidence":0.3}},"timestamp":"2025-10-09T03:10:04"}
EOF
expect 0 import run raw.jsonl

# --- list
expect 0 list run
lines out 4
says out SPECIMEN
says out "(failed)"
expect 0 list run --format tsv
lines out 4
[ "$(awk -F '\t' '{ print NF }' out | sort -u | wc -l)" -eq 1 ] ||
	wrong "rows of the table have not the same number of columns"
expect 0 list run --format jsonl --sort name
lines out 3
says out '"dwc":{'
says out '"value":"19341","confidence":0.5,"source":"model","confidence_raw":0.95,'
for key in specimen_id image status flagged priority completeness soundness \
    confidence quality dwc; do
	[ "$(grep -c "\"$key\":" out)" -eq 3 ] || wrong "no $key in each line"
done
LC_ALL=C grep -q "$(printf '[\033\007]')" out && wrong "controls in JSON"
says_not out '\u009b'
expect 0 list run --limit 1
lines out 2
expect 0 list run --where 'flagged'
lines out 1
expect 0 list run --where 'status:PENDING and priority:CRITICAL and missing:country' --format jsonl
says out "$b"
expect 0 list run --where 'text:isomaa' --format jsonl
lines out 1
expect 2 list run --where 'status:DONE'
says err 'APPROVED'
expect 2 list run --where 'missing:localty'
says err 'did you mean locality?'
for order in doubt name status quality alike; do
	expect 0 list run --sort $order
	lines out 4
done
expect 2 list run --sort size
expect 2 list run --format csv
expect 2 list run --limit -1
expect 2 list
expect 2 list run run
expect 2 list nosuch
says err "no run nosuch"
mkdir empty
expect 2 list empty
"$vasculum" list run --format jsonl 2>err | head -n 1 >out
[ ! -s err ] || wrong "a reader that leaves is not an error"
if [ -w /dev/full ]; then
	"$vasculum" list run >/dev/full 2>err
	[ $? -eq 1 ] || wrong "a full disk ends with 1"
	says err "cannot write"
fi

# --- show
expect 0 show run "$(printf %.8s "$a")"
says out "Stipa comata Trin."
says out "curatorKey"
says out "PENDING"
expect 0 show run "sheet 3.jpg"
says out "tab here"
LC_ALL=C grep -q "$(printf '[\033\007\233]')" out && wrong "controls in text"
expect 0 show run "$b"
says out "timeout[2J after 120 s"
expect 0 show run "$a" --format json
for key in specimen_id dwc verdicts candidates history status; do
	says out "\"$key\":"
done
expect 0 show run "$b" --format json
says out '\u202e after 120 s'
expect 1 show run nobody
says err "no specimen"
expect 2 show run
expect 2 show run "$a" --format xml

# --- edit
expect 2 edit run "$a" scientficName=x --by mb
says err "did you mean scientificName?"
expect 2 edit run "$a" nonsense --by mb
expect 2 edit run "$a" --by mb
expect 2 edit run "$a" --approve --reject other --by mb
expect 2 edit run "$a" --flag --by ""
expect 2 edit run "$a" locality=x locality=y --by mb
expect 1 edit run nobody --flag --by mb
[ ! -s run/edits.jsonl ] || wrong "a refused edit left a line"
expect 0 edit run "$a" curatorKey=changed --by mb
expect 1 edit run "$a" --approve --by mb
says err "not confirmed empty: locality"
says err "or override"
expect 0 edit run "$a" locality= "recordedBy=J. Isömaa" --approve --by mb
says_not err "a second look"
says_not err "a note"
expect 0 show run "$a"
says out "APPROVED by mb"
says out "J. Isömaa"
says out "(was: J. Isomaa)"
lines run/edits.jsonl 3
lines run/curated.jsonl 1
says run/curated.jsonl '"status":"APPROVED"'
says run/curated.jsonl '"revision":3'
says run/curated.jsonl '"value":"19341","confidence":0.5,"source":"model","confidence_raw":0.95,'
says run/events.jsonl 'review.approved'
expect 1 edit run "$a" --approve --by mb
says err "approved already"
expect 0 edit run "$a" country=Kanada --by ts
says err "was signed by mb; that has ended"
says run/curated.jsonl '"status":"IN_REVIEW"'
expect 0 edit run "$a" --undo --by ts
[ "$(tail -n 1 run/curated.jsonl | grep -c '"status":"APPROVED"')" -eq 1 ] ||
	wrong "the undo of an edit gives the approval back"
expect 0 edit run "$a" --undo --by mb
expect 0 list run --where 'status:IN_REVIEW' --format jsonl
lines out 1
expect 1 edit run "$a" --undo --by nobody
says err "nothing of nobody's to undo"
expect 0 edit run "$b" --reject unreadable --flag --note "torn	off" --by mb
expect 0 show run "$b"
says out "REJECTED by mb: unreadable, flagged"
says out "torn off"
expect 0 edit run "$b" --reopen --unflag --note "" --by mb
expect 0 edit run "sheet 3.jpg" --approve --override 'torn label' --by mb
says run/edits.jsonl '"overridden":["catalogNumber"'
VASCULUM_BY=env "$vasculum" edit run "$b" --flag || wrong "VASCULUM_BY"
says run/edits.jsonl '"by":"env"'

# What was seen: a record that was changed since is refused.
seen()
{
	"$vasculum" show run "$b" | sed -n 's/^  revision *//p'
}
before=$(seen)
expect 0 edit run "$b" --note new --seen "$before" --by ts
expect 1 edit run "$b" --note mine --seen "$before" --by mb
says err 'changed meanwhile: note: "new" by ts'
expect 0 edit run "$b" --note mine --seen "$(seen)" --by mb
expect 2 edit run "$b" --note mine --seen x --by mb
expect 2 edit run "$b" --undo --seen 1.1 --by mb

# A value that the check finds wrong is signed for a reason alone.
expect 0 edit run "$b" eventDate=2809 --by mb
expect 1 edit run "$b" --approve --by mb
says err 'eventDate "2809": '
expect 2 edit run "$b" --approve --override "" --by mb
expect 2 edit run "$b" --override why --by mb
expect 0 edit run "$b" --approve --override 'so it is written' --by mb
says err "is flagged for a second look; its note: mine"
says run/curated.jsonl '"unsound":[{"term":"eventDate"'
says run/curated.jsonl '"reason":"so it is written"'
expect 0 edit run "$b" --undo --by mb
expect 0 edit run "$b" --undo --by mb

# What a curator does moves no record in the order of doubt; of what could not be
# read, what somebody wrote themselves stands behind all that was.
order()
{
	"$vasculum" list order --sort doubt --format tsv | cut -f 2
}
expect 0 import order raw.jsonl
order >before
[ "$(sed -n 2p before)" = "sub/sheet 3.jpg" ] || wrong "sheet 3 is the first"
expect 0 edit order "sheet 3.jpg" locality=Regina country=Canada \
	stateProvince=Saskatchewan catalogNumber=19342 eventDate=1969-08-12 \
	"recordedBy=J. Isomaa" "scientificName=Stipa comata Trin." --by mb
order >after
cmp -s before after || wrong "an edit moved a record"
expect 0 list order --sort quality --format tsv
[ "$(sed -n '$p' out | cut -f 2)" = "sub/sheet 3.jpg" ] ||
	wrong "it is the best by now"

# A deleted index changes nothing that anybody sees.
expect 0 list run --format jsonl
mv out before
rm -f run/index.db*
expect 0 list run --format jsonl
cmp -s before out || wrong "another list without the index"
echo garbage >run/index.db
expect 0 list run --format jsonl
cmp -s before out || wrong "another list after garbage in the index"

# A bad line is told and passed over.
echo '{"seq":99' >>run/edits.jsonl
expect 0 list run --format jsonl
says err "1 bad line is skipped"
cmp -s before out || wrong "another list after a bad line"

# So is a torn tail, which the next who writes sets aside.
printf '{"seq":100,"op":"se' >>run/edits.jsonl
expect 0 edit run "$a" --flag --by mb
says err "1 torn journal tail was set aside"
[ "$(cat run/edits.jsonl.torn-*)" = '{"seq":100,"op":"se' ] ||
	wrong "the torn tail is lost"
printf '{"seq":200,"op":"se' >>run/edits.jsonl
expect 0 bulk run --where 'doubt<0' habitat=dunes --by mb
says err "1 torn journal tail was set aside"

# --- check
expect 0 check run
says out "3 records checked"
says out "[boilerplate]"
expect 0 check run --format jsonl
for key in specimen_id image term code severity message proposal; do
	[ "$(grep -c "\"$key\":" out)" -eq "$(wc -l <out)" ] ||
		wrong "no $key in each line"
done
expect 2 check run --format table

# --- status
expect 0 status run
says out "1 bad line is skipped, the first edits.jsonl:"
says out "3 sheets"
says out "catalogNumber"
expect 0 status run --json
lines out 1
for key in sheets extracted failed waiting by_status by_priority coverage \
    completeness_mean soundness_mean cost_usd; do
	says out "\"$key\":"
done
says out '"sheets":3,"extracted":2,"failed":1,"waiting":0'
says out '"IN_REVIEW":1'
says out '"cost_usd":0.25'
says out '"bad_lines":1'

# Other locales change no figure.
for locale in de_DE.UTF-8 C; do
	LC_ALL=$locale "$vasculum" status run --json >out 2>err
	says out '"cost_usd":0.25'
done

# --- a mistyped command makes no run, whatever follows it
for words in stauts "lst x" "imprt --images $PWD"; do
	# shellcheck disable=SC2086
	expect 2 $words
	says err "did you mean"
	[ ! -e "${words%% *}" ] || wrong "${words%% *} was taken for a run"
done
expect 0 models --engine compatible
says err "no model of the engine compatible is known yet"
[ ! -s out ] || wrong "an empty table"
expect 0 models --engine compatible --format tsv
says out "id"
expect 2 nothing-like-it
says err "a new run is made with --images DIR"

# --- a run that cannot be written
if [ "$(id -u)" -ne 0 ]; then
	chmod -R a-w run
	for command in "list run" "show run $a" "check run" "status run"; do
		# shellcheck disable=SC2086
		expect 0 $command
	done
	expect 1 edit run "$a" --flag --by mb
	[ -s err ] || wrong "no word on why it cannot be written"
	chmod -R u+w run
fi

# --- that the index is being made is told on a terminal, and there alone
if command -v script >/dev/null && command -v flock >/dev/null; then
	cp -R run large
	rm -f large/index.db*
	while [ "$(wc -c <large/raw.jsonl)" -lt 300000 ]; do
		cat run/raw.jsonl >>large/raw.jsonl
	done
	: >seen
	exec 9>large/index.db.new
	flock 9
	SHELL=/bin/sh script -q -f -c "\"$vasculum\" status large" seen \
		</dev/null >/dev/null 2>&1 9>&- &
	tries=600
	while ! grep -q "another process makes the index anew" seen; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || break
		sleep 0.1
	done
	exec 9>&-
	wait $!
	cp seen out
	says out "another process makes the index anew"
	says out "sheets"
	rm -f large/index.db*
	expect 0 status large
	says_not err "made anew"
fi

for command in list show edit check status; do
	expect 0 "$command" --help
	says out "Usage: vasculum $command"
done
exit $bad
