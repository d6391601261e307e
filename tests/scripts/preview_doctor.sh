#!/bin/sh
# preview_doctor.sh: vasculum preview and vasculum doctor from outside: what
# they print, what they refuse, their exit codes.
set -u
vasculum=$(cd "${top_builddir:-.}" && pwd)/vasculum
sheet=${top_srcdir:-.}/data/demo/sheets/sheet-01.jpg
. "$(dirname "$0")/tidy_lib"
tidy_dir work preview
failed=0
unset TMUX STY NO_COLOR COLORTERM OPENROUTER_API_KEYS OPENROUTER_API_KEY
TERM=xterm-256color
LC_ALL=C.UTF-8
export TERM LC_ALL

complain()
{
	echo "preview_doctor: $*"
	failed=1
}

# expect CODE WORDS COMMAND...: the exit code, and one line on standard error
# that holds the words ("" for none).
expect()
{
	code=$1 words=$2
	shift 2
	"$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	[ $got -eq "$code" ] || complain "exit $got, not $code: $*"
	[ "$(wc -l <"$work/err")" -le 1 ] || complain "many words: $*"
	if [ -z "$words" ]; then
		[ ! -s "$work/err" ] || complain "said: $(cat "$work/err")"
		return
	fi
	grep -qF -- "$words" "$work/err" ||
		complain "no \"$words\" from $*: $(cat "$work/err")"
}

# --- preview ------------------------------------------------------------------

expect 0 '' "$vasculum" preview "$sheet" --format ppm --size 300x300
head -c 15 "$work/out" | tr '\n' ' ' | grep -q '^P6 200 300 255 ' ||
	complain "the sheet is not 200 x 300: $(head -c 15 "$work/out")"
expect 0 '' "$vasculum" preview "$sheet" -f ppm -s 300x300 --rotate 90
head -c 15 "$work/out" | tr '\n' ' ' | grep -q '^P6 300 200 255 ' ||
	complain "turned it is not 300 x 200"
expect 0 '' "$vasculum" preview "$sheet" -f ppm -s 300x300 --label 1
head -c 2 "$work/out" | grep -q P5 || complain "a label is not grey"
expect 0 '' "$vasculum" preview "$sheet" --format sixel --size 300x300
[ "$(tail -c 3 "$work/out" | od -An -tx1 | tr -d ' ')" = 1b5c0a ] ||
	complain "the sixel does not end"
expect 0 '' "$vasculum" preview "$sheet" --format cells --size 40x20
[ "$(wc -l <"$work/out")" -eq 20 ] || complain "not 20 rows of characters"
expect 0 '' env NO_COLOR=1 "$vasculum" preview "$sheet" -f cells -s 40x20
if LC_ALL=C grep -q "$(printf '\033')" "$work/out"; then
	complain "colours, in spite of NO_COLOR"
fi
expect 0 '' env LC_ALL=C NO_COLOR=1 "$vasculum" preview "$sheet" -f cells -s 9x9
if LC_ALL=C grep -q '[^ -~]' "$work/out"; then
	complain "more than ASCII in a locale of ASCII"
fi
expect 0 '' env TERM=dumb "$vasculum" preview "$sheet"

expect 1 'no image' "$vasculum" preview "$work/none.jpg"
expect 1 'not a file' "$vasculum" preview "$work"
expect 1 'no number 12' "$vasculum" preview "$sheet" --label 12
printf 'no picture' >"$work/text.jpg"
expect 1 'not a picture' "$vasculum" preview "$work/text.jpg"
expect 1 '60000' "$vasculum" preview \
	"${top_srcdir:-.}/tests/fuzz/corpus/picture/wide-60000" -f ppm
head -c 60000 "$sheet" >"$work/cut.jpg"
expect 0 'cut.jpg ends early' "$vasculum" preview "$work/cut.jpg" -f sixel
expect 2 'one sheet' "$vasculum" preview
expect 2 'one sheet' "$vasculum" preview "$sheet" "$sheet"
expect 2 '--format' "$vasculum" preview "$sheet" --format gif
expect 2 '--size' "$vasculum" preview "$sheet" --size 0x5
expect 2 '--size' "$vasculum" preview "$sheet" --size 5x5x5
expect 2 '--rotate' "$vasculum" preview "$sheet" --rotate 45
expect 2 '--label' "$vasculum" preview "$sheet" --label 0
expect 2 'no option' "$vasculum" preview "$sheet" --nonsense
expect 0 '' "$vasculum" preview --help
if [ -w /dev/full ]; then
	"$vasculum" preview "$sheet" -f ppm >/dev/full 2>"$work/err" &&
		complain "a full disk goes unnoticed"
	[ -s "$work/err" ] || complain "nothing is said of a full disk"
fi

# --- doctor -------------------------------------------------------------------

expect 0 '' env OPENAI_API_KEY=sk-do-not-show OPENROUTER_API_KEY= \
	"$vasculum" doctor
grep -q '^  openai  *1: key-' "$work/out" || complain "a key goes unnoticed"
grep -q '^  openrouter  *no key in' "$work/out" ||
	complain "an empty key counts"
if grep -q -e 'sk-' -e do-not "$work/out"; then
	complain "doctor shows a key"
fi
for word in libjpeg-turbo libsixel SQLite libcurl locale pictures 'run time'; do
	grep -q "$word" "$work/out" || complain "doctor is silent about $word"
done
expect 0 '' env -u HOME -u XDG_CONFIG_HOME "$vasculum" doctor
expect 0 '' env TERM=dumb LC_ALL=C "$vasculum" doctor
grep -q 'C.UTF-8 for' "$work/out" || complain "no help for an ASCII locale"
expect 0 '' env TERM=no-such-terminal SSL_CERT_FILE=/no/such/file "$vasculum" \
	doctor
grep -q 'TERM=no-such-terminal is not known' "$work/out" ||
	complain "an unknown TERM goes unnoticed"
tr -s ' \n' ' ' <"$work/out" >"$work/flat"
grep -q '/no/such/file: .* install them' "$work/flat" ||
	complain "missing certificates go unnoticed"
grep -q 'here .* GB free' "$work/flat" || complain "no word of room"
grep -q 'a terminal that shows pictures' "$work/flat" ||
	complain "no terminal is named"
mkdir -p "$work/settings/vasculum"
printf '[extract]\nocr-lang = eng+xyz\n' >"$work/settings/vasculum/config.ini"
expect 0 '' env XDG_CONFIG_HOME="$work/settings" "$vasculum" doctor
grep -q 'this build has no reader' "$work/out" ||
	grep -q 'missing *xyz, which config.ini asks for' "$work/out" ||
	complain "a missing language goes unnoticed"
printf 'nonsense\n' >"$work/settings/vasculum/config.ini"
expect 0 '' env XDG_CONFIG_HOME="$work/settings" "$vasculum" doctor
grep -q 'config.ini:1' "$work/out" || complain "bad settings go unnoticed"
expect 2 'no arguments' "$vasculum" doctor now
"$vasculum" doctor >"$work/out" 2>&1 <&- || complain "closed input"

exit $failed
