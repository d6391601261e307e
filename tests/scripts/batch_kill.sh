#!/bin/sh
# batch_kill: `vasculum batch` is ended by SIGKILL after each write to a journal,
# after each request, and when each answer is there before anybody has seen it;
# then at random moments. Every sheet is read exactly once, nothing is paid
# twice, and what was paid is in raw.jsonl. Both shapes.
#
# Each process is killed one event later than the one before it; where something
# was done for good (a file, a batch, sheets read), two events earlier. So they
# are together killed at each event, and always get on.
# BATCH_KILL_SHEETS, _CHUNK, _RANDOM (kills at random): the long way is
#	BATCH_KILL_SHEETS=2000 BATCH_KILL_CHUNK=50 BATCH_KILL_RANDOM=50
set -u

. "$(dirname "$0")/tidy_lib"
. "$(dirname "$0")/batch_lib"
. "$(dirname "$0")/shim_lib"
tidy_dir dir batch-kill

n_sheets=${BATCH_KILL_SHEETS:-6}
chunk=${BATCH_KILL_CHUNK:-3}
random_kills=${BATCH_KILL_RANDOM:-2}
# OpenRouter's takes local sheets as text alone, which takes OCR.
shapes=openai
grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h" &&
	shapes='openai openrouter'
shapes=${BATCH_KILL_SHAPES:-$shapes}
verbs='submit collect'
XDG_RUNTIME_DIR=$dir XDG_CONFIG_HOME=$dir XDG_CACHE_HOME=$dir
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME
name=
bad=0

shim_loads "$program" || {
	echo 'batch_kill: processes cannot be killed at a call here: skipped'
	exit 77
}

wrong()
{
	printf 'batch_kill: %s: %s\n' "$shape$name" "$*"
	tail -n 3 "$batch_err"
	bad=1
}

options_of()
{
	[ "$1" != submit ] || echo "--chunk-size $chunk"
}

# The next command in turn is killed at its N-th event.
killed_at()
{
	(
		LD_PRELOAD=$shim FAIL_PATH=.jsonl KILL_AT=$2 FAIL_CALLS=
		export LD_PRELOAD FAIL_PATH KILL_AT FAIL_CALLS
		batch_exec "$1" $(options_of "$1")
	) 2>/dev/null
	batch_code=$?
}

# What is done for good: files and batches at the server, sheets in raw.jsonl,
# chunks that are at their end.
progress()
{
	ledger | sed 's/.*"created":\([0-9]*\).*"uploads":\([0-9]*\).*/\1 \2/'
	cat "$run/raw.jsonl" 2>/dev/null | grep -c ''
	cat "$run/batches.jsonl" 2>/dev/null |
		grep -c -e '"op":"submitted"' -e '"op":"ended"' \
			-e '"op":"collected"'
}

# Both commands by turns, each killed at each of its events, until neither has
# anything left to do. Where something was done for good, what comes next is not
# far from there.
kill_in_turn()
{
	idle=0 at=1 killed=0 was=$(progress)
	verb=${verbs%% *}
	while [ $idle -lt 3 ]; do
		killed_at "$verb" $at
		now=$(progress)
		if [ $batch_code -ne 137 ]; then
			[ "$now" = "$was" ] && idle=$((idle + 1)) || idle=0
			next_verb
			at=1
		else
			killed=$((killed + 1))
			[ "$now" = "$was" ] && at=$((at + 1)) || {
				at=$((at > 2 ? at - 2 : 1))
				idle=0
			}
		fi
		was=$now
	done
}

next_verb()
{
	[ "$verb" = "${verbs%% *}" ] && verb=${verbs##* } || verb=${verbs%% *}
}

# 0 to 255
random()
{
	od -An -tu1 -N1 /dev/urandom | tr -d ' \n'
}

kill_at_random()
{
	killed=0 verb=submit n=0
	while [ $n -lt "$random_kills" ]; do
		n=$((n + 1))
		# exec: the process itself is killed, not a shell around it
		(batch_exec $verb $(options_of $verb)) &
		pid=$!
		sleep "0.$(printf '%03d' "$(random)")"
		kill -9 $pid 2>/dev/null && killed=$((killed + 1))
		wait $pid 2>/dev/null
		next_verb
	done
}

check()
{
	batch_through --chunk-size "$chunk"
	is 'the last exit code' "$batch_code" 0
	is 'sheets read' "$(batch_read | sort -u | wc -l)" "$n_sheets"
	all_once
	is 'sheets billed once' "$(ledger sheets_once)" "$n_sheets"
	echo "batch_kill: $shape$name: $killed kills, $(ledger created) batches" \
		"of $n_sheets sheets, $(ledger billed_nano) nano-dollars"
}

batch_sheets "$dir" "$n_sheets"
for shape in $shapes; do
	start_batches "$shape" --polls 1
	batch_run "$dir/$shape"
	name=
	kill_in_turn
	check
	start_batches "$shape" --polls 1
	batch_run "$dir/$shape-random"
	name=' at random'
	kill_at_random
	check
	stop_server
done
exit $bad
