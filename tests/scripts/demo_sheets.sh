#!/bin/sh
# demo_sheets: the demo sheets are all there, small, JPEG, each with its line
# of truth, and what EXIF says of the turn is true.
set -u

demo=${top_srcdir:-.}/data/demo
LC_ALL=C
export LC_ALL
bad=0

wrong()
{
	printf 'demo_sheets: %s\n' "$*" >&2
	bad=1
}

# The first bytes of a file, as one line of hexadecimal digits.
first_bytes()
{
	od -An -v -tx1 -N 64 "$1" | tr -d ' \n'
}

# EXIF orientation of the sheets: big endian, one tag, as make-sheets writes.
orientation()
{
	first_bytes "$1" | sed -n \
	    's/^ffd8ffe1....457869660000.*0112000300000001000\(.\)0000.*/\1/p'
}

check_sheet()		# FILE TURN
{
	[ -f "$1" ] || {
		wrong "$1 is missing"
		return
	}
	[ "$(wc -c <"$1")" -le 150000 ] || wrong "$1 is over 150 kB"
	case $(first_bytes "$1") in
	ffd8ff*) ;;
	*) wrong "$1 is not a JPEG" ;;
	esac
	case $2:$(orientation "$1") in
	*: | 0:1 | 90:6 | 180:3 | 270:8) ;;
	*) wrong "$1: EXIF orientation $(orientation "$1") is not $2 degrees" ;;
	esac
}

sheets=0 turned=0 told=0 none=0
while IFS= read -r line; do
	image=$(printf '%s\n' "$line" | sed 's/^{"image":"\([^"]*\)".*/\1/')
	turn=$(printf '%s\n' "$line" | sed 's/.*,"rotate":\([0-9]*\),.*/\1/')
	check_sheet "$demo/sheets/$image" "$turn"
	sheets=$((sheets + 1))
	[ "$turn" -eq 0 ] || turned=$((turned + 1))
	[ -z "$(orientation "$demo/sheets/$image")" ] || told=$((told + 1))
	case $line in
	*'"specimen":false,"dwc":{}}') none=$((none + 1)) ;;
	*'"dwc":{"scientificName":"'*) ;;
	*) wrong "$image: neither a record nor said to be none" ;;
	esac
done <"$demo/truth.jsonl"

[ $sheets -ge 12 ] || wrong "only $sheets sheets"
[ $sheets -eq "$(ls "$demo/sheets" | grep -c '\.jpg$')" ] ||
	wrong "sheets without a line of truth"
[ $turned -ge 4 ] || wrong "only $turned sheets are turned"
[ $told -ge 3 ] || wrong "only $told sheets have EXIF"
[ $none -ge 2 ] || wrong "only $none sheets are not specimens"
exit $bad
