#!/bin/sh
# batch_openrouter: `vasculum batch` against a server of batches of OpenRouter's
# shape: what becomes of the sheets, which go as text, and what they cost. Several
# faults share a run, as in batch_openai.
set -u

grep -q '#define HAVE_OCR 1' "${top_builddir:-.}/config.h" ||
	{ echo "batch_openrouter: built without OCR"; exit 77; }
. "$(dirname "$0")/batch_cases"

# name | code | read | failed | rules | server | options
cases()
{
	cat <<'END'
lost_loop       |4|7|0|create_lost; list_loop|--foreign 130|
lost_twins      |0|12|0|create_lost|--foreign 3 --clock 7200|
lost_far        |0|12|0|create_lost|--foreign 40 --clock -7200|
creations       |0|12|0|upload_reset; create_500_done; create_429:from=2,s=1; create_html_done:from=3||
silent          |0|12|0|create_silent||--timeout 1
pages           |0|12|0|results_500; results_cut:from=2; results_loop:from=3; results_hollow:from=4|--page 2|
pages_gone      |0|12|0|results_gone:from=2|--page 2|
inline          |0|12|0|no_results; odd_status||
polls           |0|12|0|poll_500:n=2; poll_404:from=3,n=2; poll_html:from=5; poll_lost:from=6; poll_empty:from=7||
ends            |0|12|0|expire:batch=1; fail_unnamed:batch=2; expire:batch=3,quiet=1||
named           |3|11|1|fail_line:batch=1||
rows            |0|12|0|row_missing:batch=1,row=2; row_doubled:batch=1,row=3; row_foreign:batch=2,row=2; row_no_id:batch=2,row=3; row_garbage:batch=3,row=1; row_chat:p=1,chat=fenced||
rows_failed     |3|9|3|row_status:batch=1,row=2,status=429; row_null:batch=2,row=2; row_chat:batch=3,row=1,chat=refusal||
END
}

alone()
{
	cat <<'END'
plain           |0|12|0||--polls 3|
pages           |0|12|0||--page 2|
inline          |0|12|0|no_results||
upload_reset    |0|12|0|upload_reset||
create_500      |0|12|0|create_500||
create_429      |0|12|0|create_429:s=1||
create_lost     |0|12|0|create_lost||
create_silent   |0|12|0|create_silent||--timeout 1
create_500_done |0|12|0|create_500_done||
create_html_done|0|12|0|create_html_done||
lost_twins      |0|12|0|create_lost|--foreign 3|
lost_far        |0|12|0|create_lost|--foreign 40|
lost_loop       |4|7|0|create_lost; list_loop|--foreign 130|
clock_ahead     |0|12|0|create_lost|--clock 7200|
clock_behind    |0|12|0|create_lost|--clock -7200|
poll_500        |0|12|0|poll_500:n=2||
poll_404        |0|12|0|poll_404:n=2||
poll_html       |0|12|0|poll_html||
odd_status      |0|12|0|odd_status||
results_500     |0|12|0|results_500|--page 2|
results_cut     |0|12|0|results_cut|--page 2|
results_loop    |0|12|0|results_loop|--page 2|
results_hollow  |0|12|0|results_hollow|--page 2|
expired         |0|12|0|expire||
expired_quiet   |0|12|0|expire:quiet=1||
fail_named      |3|11|1|fail_line||
fail_unnamed    |0|12|0|fail_unnamed||
row_missing     |0|12|0|row_missing:row=2||
row_doubled     |0|12|0|row_doubled:row=2||
row_foreign     |0|12|0|row_foreign:row=2||
row_no_id       |0|12|0|row_no_id:row=2||
row_garbage     |0|12|0|row_garbage:row=2||
row_429         |3|9|3|row_status:row=2,status=429||
row_null        |3|9|3|row_null:row=2||
row_fenced      |0|12|0|row_chat:p=1,chat=fenced||
END
}

{
	cases
	[ -z "${BATCH_FULL:-}" ] || alone | sed 's/^/alone_/'
} | play_batches openrouter 12
