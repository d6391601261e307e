#!/bin/sh
# kill_loop: `vasculum extract` is killed (-9) at random moments, again and
# again; then it is let to end. No acknowledged outcome is lost, every sheet
# has exactly one success, and a resume reads no more again than what was in
# flight.
set -u

sheets=${KILL_LOOP_SHEETS:-700}
kills=${KILL_LOOP_KILLS:-25}
threads=2
window=$((threads * 2)) # what an extraction has in flight at most
program=${top_builddir:-.}/vasculum
data=${top_srcdir:-.}/tests/data/sheets
LC_ALL=C
export LC_ALL

. "$(dirname "$0")/tidy_lib"
tidy_dir dir kill
run=$dir/run
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

fail()
{
	printf 'kill_loop: %s\n' "$*" >&2
	exit 1
}

extract()
{
	"$program" extract "$run" --images "$dir/sheets" \
		--concurrency $threads "$@"
}

# The ids of whole lines; one that a kill cut short has no newline yet.
succeeded()
{
	[ -f "$run/raw.jsonl" ] || return 0
	awk 'BEGIN { RS = "\n" } /"dwc":/ && !/"error":/' \
		"$run/raw.jsonl" | grep '}$' |
		sed -n 's/.*"specimen_id":"\([0-9a-f]*\)".*/\1/p'
}

# What events.jsonl says was done is in raw.jsonl: acknowledged, so durable.
check_acknowledged()
{
	[ -f "$run/events.jsonl" ] || return 0
	succeeded | sort >"$dir/have"
	grep '"specimen.completed"' "$run/events.jsonl" | grep '}}}$' |
		sed -n 's/.*"specimen_id":"\([0-9a-f]*\)".*/\1/p' |
		sort >"$dir/told"
	lost=$(comm -13 "$dir/have" "$dir/told")
	[ -z "$lost" ] || fail "acknowledged, but lost: $lost"
}

# Nothing that was written goes away.
check_kept()
{
	[ -s "$dir/before" ] || return 0
	succeeded >"$dir/after"
	head -n "$(wc -l <"$dir/before")" "$dir/after" |
		cmp -s - "$dir/before" || fail "lines of raw.jsonl changed"
}

# 0 to 255
random()
{
	od -An -tu1 -N1 /dev/urandom | tr -d ' \n'
}

lines()
{
	cat "$run/raw.jsonl" 2>/dev/null | wc -l
}

# A random moment: now and then while it starts, else after so many outcomes.
await_moment()
{
	if [ "$(random)" -lt 50 ]; then
		sleep "0.$(printf '%03d' "$(random)")"
		return
	fi
	aim=$(($(lines) + $(random) % 32))
	while [ "$(lines)" -le $aim ] && kill -0 $pid 2>/dev/null; do
		sleep 0.01
	done
}

mkdir "$dir/sheets" || exit 99
i=0
while [ $i -lt "$sheets" ]; do
	name=$dir/sheets/$(printf '%05d' $i).jpg
	cat "$data/blank.jpg" >"$name" && printf '%d' $i >>"$name"
	i=$((i + 1))
done

extract --limit 1 >"$dir/log" 2>&1 || {
	grep -q 'without tesseract' "$dir/log" && exit 77
	cat "$dir/log" >&2
	fail "the first sheet was not read"
}

i=0 killed=0
while [ $i -lt "$kills" ]; do
	succeeded >"$dir/before"
	# exec: the process itself is killed, not a shell around it
	(exec "$program" extract "$run" --images "$dir/sheets" \
		--concurrency $threads) >"$dir/log" 2>&1 &
	pid=$!
	await_moment
	kill -9 $pid 2>/dev/null && killed=$((killed + 1))
	wait $pid 2>/dev/null
	check_kept
	check_acknowledged
	i=$((i + 1))
done
done_by_then=$(succeeded | wc -l)

extract >"$dir/log" 2>&1 || {
	cat "$dir/log" >&2
	fail "the last resume failed"
}
check_acknowledged

n=$(succeeded | wc -l)
[ "$n" -eq "$sheets" ] || fail "$n successes for $sheets sheets"
twice=$(succeeded | sort | uniq -d)
[ -z "$twice" ] || fail "written twice: $twice"
[ "$(grep -c '"error":' "$run/raw.jsonl")" -eq 0 ] || fail "a sheet failed"

begun=$(grep -c '"specimen.processing"' "$run/events.jsonl")
most=$((sheets + killed * window))
[ "$begun" -le "$most" ] ||
	fail "$begun readings of $sheets sheets after $killed kills"

extract >"$dir/log" 2>&1 || fail "a finished run does not say so"
[ "$(succeeded | wc -l)" -eq "$sheets" ] || fail "something was read again"
echo "kill_loop: $killed kills, $done_by_then of $sheets sheets done by" \
	"then, $begun readings"
