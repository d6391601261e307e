#!/bin/sh
# batch_openai: `vasculum batch` against a server of batches of OpenAI's shape,
# what becomes of the sheets, and what they cost. Several faults share a run, in
# requests or batches one after another; with BATCH_FULL each is played alone,
# too.
set -u

. "$(dirname "$0")/batch_cases"

# name | code | read | failed | rules | server | options
cases()
{
	cat <<'END'
lost_loop       |4|7|0|create_lost; list_loop|--foreign 130|
lost_far        |0|12|0|create_lost; create_500:from=2,batch=2|--foreign 130|
uploads         |0|12|0|upload_lost; upload_500:from=2; upload_html:from=3; upload_empty:from=4; upload_reset:from=5||
uploads_unseen  |0|12|0|upload_silent; no_files_list||--timeout 1
creations       |0|12|0|create_500_done; create_html_done:from=2; create_no_file:from=3; create_429:from=4,s=1||
bare_lost       |0|12|0|create_lost:n=2; metadata_dropped||
metadata        |0|12|0|metadata_refused; create_silent||--timeout 1
polls           |0|12|0|poll_500:n=2; poll_404:from=3,n=2; poll_html:from=5; poll_lost:from=6; poll_429:from=7,s=1; poll_empty:from=8||
states          |0|12|0|odd_status:batch=1; bare:batch=2; error_empty:batch=3||
contents        |0|12|0|content_cut; content_500:from=2; content_reset:from=3; no_delete||
contents_silent |0|12|0|content_silent; busy_429:n=2,s=1; upload_lost; files_500:n=2||--timeout 1
contents_whole  |0|12|0|content_cut; no_range||
contents_wrong  |0|12|0|content_cut; range_wrong||
ends            |0|12|0|expire:batch=1; fail_unnamed:batch=2; expire:batch=3,quiet=1||
ends_billed     |0|12|0|fail_billed:batch=1||
queue           |0|12|0||--enqueued-tokens 12000|
rows            |0|12|0|row_missing:batch=1,row=2; row_doubled:batch=1,row=3; row_foreign:batch=2,row=2; row_no_id:batch=2,row=3; row_garbage:batch=3,row=1; row_chat:p=1,chat=fenced||
rows_failed     |3|6|6|row_status:batch=1,row=2,status=429; row_error:batch=1,row=3; row_null:batch=2,row=2; row_chat:batch=2,row=3,chat=refusal; null_output:batch=3||
END
}

alone()
{
	cat <<'END'
plain           |0|12|0||--polls 3|
upload_lost     |0|12|0|upload_lost||
upload_silent   |0|12|0|upload_silent||--timeout 1
upload_reset    |0|12|0|upload_reset||
upload_500      |0|12|0|upload_500||
upload_429      |0|12|0|upload_429:s=1||
upload_html     |0|12|0|upload_html||
upload_again    |0|12|0|upload_lost; no_files_list||
create_500      |0|12|0|create_500||
create_429      |0|12|0|create_429:s=1||
create_lost     |0|12|0|create_lost||
create_silent   |0|12|0|create_silent||--timeout 1
create_500_done |0|12|0|create_500_done||
create_html_done|0|12|0|create_html_done||
create_no_file  |0|12|0|create_no_file||
lost_far        |0|12|0|create_lost|--foreign 130|
lost_loop       |4|7|0|create_lost; list_loop|--foreign 130|
lost_bare       |0|12|0|create_lost; metadata_dropped||
metadata_refused|0|12|0|metadata_refused||
metadata_dropped|0|12|0|metadata_dropped||
poll_500        |0|12|0|poll_500:n=2||
poll_404        |0|12|0|poll_404:n=2||
poll_429        |0|12|0|poll_429:s=1||
poll_html       |0|12|0|poll_html||
poll_lost       |0|12|0|poll_lost||
odd_status      |0|12|0|odd_status||
bare            |0|12|0|bare||
error_empty     |0|12|0|error_empty||
content_cut     |0|12|0|content_cut||
content_reset   |0|12|0|content_reset||
content_no_range|0|12|0|content_cut; no_range||
content_wrong   |0|12|0|content_cut; range_wrong||
content_500     |0|12|0|content_500||
expired         |0|12|0|expire||
expired_quiet   |0|12|0|expire:quiet=1||
fail_unnamed    |0|12|0|fail_unnamed||
fail_billed     |0|12|0|fail_billed||
queue           |0|12|0||--enqueued-tokens 12000|
row_missing     |0|12|0|row_missing:row=2||
row_doubled     |0|12|0|row_doubled:row=2||
row_foreign     |0|12|0|row_foreign:row=2||
row_no_id       |0|12|0|row_no_id:row=2||
row_garbage     |0|12|0|row_garbage:row=2||
row_429         |3|9|3|row_status:row=2,status=429||
row_error       |3|9|3|row_error:row=2||
row_null        |3|9|3|row_null:row=2||
row_refusal     |3|9|3|row_chat:row=2,chat=refusal||
row_fenced      |0|12|0|row_chat:p=1,chat=fenced||
null_output     |3|7|5|null_output||
END
}

{
	cases
	[ -z "${BATCH_FULL:-}" ] || alone | sed 's/^/alone_/'
} | play_batches openai 12
