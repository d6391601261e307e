#!/bin/sh
# trust: what a run directory from somebody else, a server, or a command that is
# refused must not do: get a key, reach outside, wait for a pipe, write run.json,
# leave a core, be a formula.
set -u

here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "${top_builddir:-.}" && pwd)/vasculum
make_sheets=$(cd "${top_builddir:-.}" && pwd)/tests/tools/make_sheets
LC_ALL=C
export LC_ALL
. "$here/tidy_lib"
. "$here/server_lib"
tidy_dir dir trust
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
key=sk-or-v1-0123456789abcdef-9876
bad=0

wrong()
{
	echo "trust: $*"
	bad=1
}

# run CODE ARG...: of extract.
run()
{
	code=$1
	shift
	"$program" extract "$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ $got -eq "$code" ] || wrong "$got, not $code: $* ($(cat "$dir/err"))"
}

says()
{
	grep -qF -e "$1" "$dir/err" || wrong "no \"$1\" in: $(cat "$dir/err")"
}

mkdir "$dir/sheets" "$dir/others"
"$make_sheets" "$dir/sheets" 2 96 64 || exit 99
cp "$dir"/sheets/* "$dir/others"

# foreign RUN ENGINE URL: a run that somebody else has made.
foreign()
{
	mkdir "$1"
	printf '{"schema":1,"run_id":"r","images_root":"%s","engine":"%s",%s}\n' \
		"$dir/sheets" "$2" "\"base_url\":\"$3\",\"models\":\"m\"" \
		>"$1/run.json"
}

# --- keys go where their owner says -------------------------------------------
start_server --keys "$key"
OPENROUTER_API_KEY=$key OPENAI_API_KEY=$key VASCULUM_API_KEY=$key
export OPENROUTER_API_KEY OPENAI_API_KEY VASCULUM_API_KEY
for engine in openrouter openai; do
	foreign "$dir/$engine" $engine "$BASE_URL"
	cp "$dir/$engine/run.json" "$dir/before"
	run 2 "$dir/$engine"
	says "--base-url $BASE_URL"
	cmp -s "$dir/before" "$dir/$engine/run.json" ||
		wrong "$engine: run.json was changed"
done
foreign "$dir/compatible" compatible https://vasculum.example.org/v1
run 2 "$dir/compatible"
says 'https://vasculum.example.org/v1'
[ "$(ledger requests)" -eq 0 ] || wrong 'a server was asked'
run 0 "$dir/openrouter" --base-url "$BASE_URL"
printf '[extract]\nengine = openai\nbase-url = %s/\n' "$BASE_URL" \
	>"$dir/vasculum.ini"
mkdir -p "$dir/vasculum" && mv "$dir/vasculum.ini" "$dir/vasculum/config.ini"
run 0 "$dir/openai"
rm -r "$dir/vasculum"
[ "$(ledger requests)" -eq 4 ] || wrong "$(ledger requests) requests, not 4"

# --- what cannot be promised ----------------------------------------------------
for option in --zdr --allow-training; do
	for engine in openai compatible; do
		run 2 "$dir/none" --images "$dir/sheets" --engine $engine \
			--base-url "$BASE_URL" --model m $option
		says "$option cannot be promised"
	done
done
[ ! -e "$dir/none" ] || wrong 'a refused command made a run'

# --- a refused command changes nothing --------------------------------------------
# kept ARG...: refused with exit code 2, and run.json is what it was.
kept()
{
	cp "$dir/openrouter/run.json" "$dir/before"
	run 2 "$dir/openrouter" "$@"
	cmp -s "$dir/before" "$dir/openrouter/run.json" ||
		wrong "run.json was changed by: $*"
}
kept --base-url "$BASE_URL" --again --budget 1
says 'price'
kept --engine openai --base-url "$BASE_URL" --model x --again --budget 1
kept --base-url "$BASE_URL" --images "$dir/others"
says '--repoint'
run 0 "$dir/openrouter" --base-url "$BASE_URL" --images "$dir/others" --repoint
grep -q others "$dir/openrouter/run.json" || wrong '--repoint is not kept'

# --- files that are not the run's own ---------------------------------------------
printf 'kept\n' >"$dir/away"
for name in run.json lock journals.lock raw.jsonl events.jsonl edits.jsonl \
	curated.jsonl index.db index.db-wal cache/labels.db; do
	rm -rf "$dir/planted"
	cp -R "$dir/openai" "$dir/planted"
	mkdir -p "$dir/planted/cache"
	rm -f "$dir/planted/$name"
	ln -s "$dir/away" "$dir/planted/$name"
	for command in status list extract; do
		"$program" $command "$dir/planted" >"$dir/out" 2>"$dir/err" \
			</dev/null && wrong "$command follows a link: $name"
		says 'is a symbolic link'
	done
	rm "$dir/planted/$name"
	mkfifo "$dir/planted/$name"
	"$program" status "$dir/planted" >"$dir/out" 2>"$dir/err" </dev/null &&
		wrong "a pipe is taken: $name"
	says 'is a pipe'
done
[ "$(cat "$dir/away")" = kept ] || wrong 'something was written elsewhere'

# --- a refused command leaves no run behind, and takes none away ---------------------
mkdir "$dir/empty"
for made in "$dir/never" "$dir/empty"; do
	(unset OPENAI_API_KEY
	"$program" extract "$made" --images "$dir/sheets" --engine openai \
		--model m >"$dir/out" 2>"$dir/err" </dev/null) &&
		wrong 'asked without a key'
	says 'needs a key'
	[ -z "$(ls -A "$made" 2>/dev/null)" ] || wrong "left behind: $made"
done
[ -d "$dir/empty" ] || wrong 'a directory that was there is gone'
[ ! -e "$dir/never" ] || wrong 'a directory that was made is there'
(unset OPENAI_API_KEY
"$program" extract "$dir/openrouter" --engine openai --model m >"$dir/out" 2>"$dir/err" \
	</dev/null) && wrong 'asked without a key'
[ -s "$dir/openrouter/run.json" ] || wrong 'a run that was there is gone'

# --- pieces of a key, and what else a server says -------------------------------------
stop_server
start_server --latency 1500
"$program" extract "$dir/limits" --images "$dir/sheets" --engine openrouter \
	--base-url "$BASE_URL" --model m >/dev/null 2>&1 </dev/null &
pid=$!
if [ -r "/proc/$pid/limits" ]; then
	until [ "$(ledger requests)" -gt 0 ]; do sleep 0.1; done
	grep -q '^Max core file size  *0  *0 ' "/proc/$pid/limits" ||
		wrong "a core would be written: $(grep core /proc/$pid/limits)"
fi
wait $pid

# --- files follow the umask --------------------------------------------------------
(umask 027 && "$program" extract "$dir/mask" --images "$dir/sheets" \
	--engine compatible --base-url "$BASE_URL" --model m >/dev/null 2>&1 \
	</dev/null)
open=$(find "$dir/mask" -type f ! -perm 640)
[ -z "$open" ] || wrong "not of mode 640: $(cd "$dir" && ls -l $open)"

# --- formulas ----------------------------------------------------------------------
cat >"$dir/formulas.jsonl" <<'END'
{"image":"a.jpg","sha256":"aa","dwc":{"locality":{"value":"=1+1","confidence":1},"habitat":{"value":"+x","confidence":1},"recordedBy":{"value":"@x","confidence":1},"decimalLongitude":{"value":"-103.5","confidence":1}}}
END
"$program" import "$dir/formulas" "$dir/formulas.jsonl" >/dev/null 2>&1
"$program" list "$dir/formulas" --format tsv >"$dir/plain"
"$program" list "$dir/formulas" --format tsv --spreadsheet >"$dir/guarded"
tab=$(printf '\t')
for value in '=1+1' '+x' '@x'; do
	grep -qF "$tab$value$tab" "$dir/plain" || wrong "no $value for programs"
	grep -qF "$tab'$value$tab" "$dir/guarded" || wrong "$value is a formula"
done
grep -qF "$tab-103.5$tab" "$dir/guarded" || wrong 'a number is not one any more'
stop_server
[ $bad -eq 0 ] || exit 1
echo 'trust: nothing was given away'
