#!/bin/sh
# tmux_monitor.sh: a run is watched on a terminal: a folder is a list to choose
# from, what others write appears, the stream is filtered, a run that goes away
# is told, sizes change, and a terminal that hangs up ends it.
. "$(dirname "$0")/tmux_lib"

event()
{
	printf '{"event_type":"%s","timestamp":"%s","data":{%s}}\n' "$1" \
		"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" >>"$dir/runs/new/events.jsonl"
}

sheet()
{
	event specimen.completed "\"specimen_id\":\"sheet-$1\",\"result\":{\"success\":true,\"fields_extracted\":9},\"metrics\":{\"total_processed\":$1,\"success_count\":$1}"
}

mkdir -p "$dir/runs/new" "$dir/runs/old"
printf '{"image":"a.jpg","model":"m","dwc":{"country":"Canada"}}\n' \
	>"$dir/runs/old/raw.jsonl"
touch -d '2020-01-01' "$dir/runs/old/raw.jsonl"
event extraction.started '"run_id":"r","total_specimens":10,"model":"demo"'
sheet 1

start 80x24 monitor "$dir/runs"
see 'runs, newest first'
see '1 of 10'
keys Enter
see 'by demo'
see 'sheet-1'
sheet 5
see 'half of the sheets are done'
keys x
see '5 of 10  50 %'
event specimen.failed '"specimen_id":"sheet-6","error":"timeout: nobody"'
see 'timeout 1'
keys Tab f
see 'failures and trouble'
mux capture-pane -p | grep -q 'sheet-5' && fail 'what was read is filtered out'
mux resize-window -x 60 -y 16
see 'timeout: nobody'
keys /
see find
type_text zzz
see 'nothing of that kind'
keys Escape
see 'timeout: nobody'
keys '?'
see 'nothing here changes'
keys '?'
rm -r "$dir/runs/new"
see 'gone'
keys h
see 'runs, newest first'
keys q
ends_with 0

# A terminal that goes away takes it along.
mux respawn-pane -k \
	"exec '$program' monitor '$dir/runs/old' 2>'$dir/stderr'"
see 'run of the original pipeline'
pid=$(mux list-panes -F '#{pane_pid}')
mux kill-server
gone()
{
	! kill -0 "$pid"
}
until_true gone
echo 'tmux_monitor: ok'
