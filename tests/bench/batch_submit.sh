#!/bin/sh
# batch_submit: how long ten thousand sheets take to be submitted as text, their
# words known, and in how much memory. BATCH_SHEETS says another number.
set -eu

build=$(cd "${top_builddir:-.}" && pwd)
n=${BATCH_SHEETS:-10000}
# shellcheck disable=SC2034
FAULT_SERVER=$build/tests/tools/batch_server
. "$(dirname "$0")/../scripts/tidy_lib"
. "$(dirname "$0")/../scripts/server_lib"
tidy_dir tmp batch-bench
XDG_RUNTIME_DIR=$tmp XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME

grep -q '#define HAVE_OCR 1' "$build/config.h" ||
	{ echo "batch_submit: built without OCR"; exit 0; }
mkdir "$tmp/sheets"
"$build/tests/tools/make_sheets" "$tmp/sheets" "$n" 64 48
# The first one is looked at; the words of all are put beside it.
"$build/vasculum" extract "$tmp/run" --images "$tmp/sheets" --engine local \
	--limit 1 >/dev/null 2>&1
"$build/tests/tools/put_facts" "$tmp/run" "$tmp/sheets"
start_server --shape openai
timed=
if [ -x /usr/bin/time ] && /usr/bin/time -f %e true 2>/dev/null; then
	timed='/usr/bin/time -f submit:\ %e\ s,\ %U\ s\ of\ processor,\ %M\ KiB'
fi
eval "$timed" '"$build/vasculum" batch submit "$tmp/run" \
	--images "$tmp/sheets" --engine compatible --model gpt-4o-mini \
	--send text --base-url "$BASE_URL"'
printf 'sent:   %s bytes in %s requests\n' "$(ledger bytes_in)" \
	"$(ledger requests uploads)"
stop_server
