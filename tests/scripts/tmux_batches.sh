#!/bin/sh
# tmux_batches.sh: a console looks after the batches of its run while commands
# submit and collect at the same time: each sheet is read once, nothing is paid
# twice; and it is left at once, though a file of results is on its way to it.
. "$(dirname "$0")/tmux_lib"
. "$(dirname "$0")/batch_lib"
LC_ALL=C.UTF-8

wrong()
{
	fail "$*"
}

batch_sheets "$dir" 8
start_batches openai --polls 2
batch_run "$dir/r"
batch submit --limit 4 --chunk-size 2
is 'submit ends with' "$batch_code" 0
start 80x24 "'$run'" --base-url "'$BASE_URL'" --by tester
see 'read 4'

# Whoever comes while the console is at it waits for it, or leaves it alone.
turns=0
read_all()
{
	turns=$((turns + 1))
	batch submit --chunk-size 2
	[ "$batch_code" -eq 0 ] || fail "submit ends with $batch_code"
	batch collect
	case $batch_code in
	0 | 4) ;;
	*) fail "collect ends with $batch_code" ;;
	esac
	[ "$(batch_read | sort -u | wc -l)" -eq 8 ]
}
until_true read_all
all_once
is 'sheets billed once' "$(ledger sheets_once)" 8
is 'batches' "$(ledger created)" 4

# The rest of a file never comes: whoever leaves does not wait for it.
add_faults content_silent
batch submit --again --chunk-size 8
is 'submit ends with' "$batch_code" 0
until_true sh -c "ls '$run'/cache/batches | grep -q output"
keys q
ends_with 0
batch collect --wait
is 'collect ends with' "$batch_code" 0
is 'outcomes' "$(batch_read | wc -l)" 16
is batches "$(ledger created)" 5
