# label.awk: set one label as MVG from the lines of its description.
#
# usage: awk -f label.awk -v seed=N -v width=W -v height=H  <description
#
# One command a line; positions are pixels from the label's upper left corner:
#
#   S FONT SIZE COLOUR [typed|hand]   the style of what follows
#   C DY TEXT                         down by DY, centred
#   L DY X TEXT                       down by DY, from X on
#   R DY X TEXT                       down by DY, ending at X
#   U DY X TEXT                       like L, underlined
#   D X1 X2 STEP                      a dotted leader on the current line
#   H DY X1 X2 WIDTH                  a rule, DY below the current line
#   V X Y1 Y2 WIDTH                   an upright rule
#   B INSET WIDTH                     a border around the label
#   X DY X HEIGHT LENGTH              bars as of a barcode (drawn, not coded)
#
# "typed" sets letter by letter, each a little off the line and of its own
# strength, as a typewriter does; "hand" lets the whole line sway.

function rnd()
{
	seed = (seed * 16807) % 2147483647
	return seed / 2147483647
}

function rr(a, b) { return a + (b - a) * rnd() }

# What follows the first `n` words of the line.
function rest(n,    s, i)
{
	s = $0
	sub(/^[ \t]*/, "", s)
	for (i = 0; i < n; i++)
		sub(/^[^ \t]+[ \t]?/, "", s)
	return s
}

# Cut UTF-8 text into its characters: ch[1..return].
function cut(s,    i, k, n, b)
{
	k = 0
	for (i = 1; i <= length(s); i += n) {
		b = ord[substr(s, i, 1)]
		n = b < 192 ? 1 : b < 224 ? 2 : b < 240 ? 3 : 4
		ch[++k] = substr(s, i, n)
	}
	return k
}

function quoted(s)
{
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}

# Typewriter faces are 0.6 em wide; for the others a fair guess is enough.
function text_width(s,    i, n, w)
{
	n = cut(s)
	if (mono)
		return n * size * 0.6
	w = 0
	for (i = 1; i <= n; i++)
		w += ch[i] ~ /[iljtfrI.,:;' ]/ ? 0.3 : \
		     ch[i] ~ /[mwMW]/ ? 0.85 : ch[i] ~ /[A-Z]/ ? 0.68 : 0.5
	return w * size
}

function put(x, align, s)
{
	if (mode == "typed") {
		if (align != "left")
			x -= text_width(s) / (align == "right" ? 1 : 2)
		put_typed(x, s)
		return
	}
	dy = mode == "hand" ? rr(-3, 3) : 0
	printf "fill '%s' text-align %s text %.1f,%.1f %s\n", colour, align, x,
	       y + dy, quoted(s)
}

function put_typed(x, s,    i, n, t)
{
	n = cut(s)
	print "text-align left fill '" colour "'"
	for (i = 1; i <= n; i++) {
		if (ch[i] != " ")
			printf "fill-opacity %.2f text %.1f,%.1f %s\n",
			       rr(0.72, 1), x + rr(-0.4, 0.4),
			       y + rr(-0.7, 0.7), quoted(ch[i])
		x += size * 0.6
	}
	print "fill-opacity 1"
}

BEGIN {
	for (i = 1; i < 256; i++)
		ord[sprintf("%c", i)] = i
	seed = (seed * 7919 + 29) % 2147483647
	for (i = 0; i < 10; i++)
		rnd()
	y = 0
	colour = "#303030"
	print "stroke none"
}

$1 == "S" {
	size = $3; colour = $4; mode = $5
	mono = $2 ~ /Mono/
	printf "font '%s' font-size %g\n", $2, size
	next
}
$1 == "C" { y += $2; put(width / 2, "center", rest(2)); next }
$1 == "L" { y += $2; put($3, "left", rest(3)); next }
$1 == "R" { y += $2; put($3, "right", rest(3)); next }
$1 == "U" {
	y += $2; put($3, "left", rest(3))
	printf "fill none stroke '%s' stroke-width 1 line %g,%g %g,%g\n",
	       colour, $3, y + 3, $3 + text_width(rest(3)), y + 3.5
	print "stroke none"
	next
}
$1 == "D" {
	for (x = $2; x < $3; x += $4)
		printf "fill '%s' circle %.1f,%.1f %.1f,%.1f\n", colour, x,
		       y, x + 1, y
	next
}
$1 == "H" {
	y += $2
	printf "fill none stroke '%s' stroke-width %g line %g,%g %g,%g\n",
	       colour, $5, $3, y, $4, y
	print "stroke none"
	next
}
$1 == "V" {
	printf "fill none stroke '%s' stroke-width %g line %g,%g %g,%g\n",
	       colour, $5, $2, $3, $2, $4
	print "stroke none"
	next
}
$1 == "B" {
	printf "fill none stroke '%s' stroke-width %g rectangle %g,%g %g,%g\n",
	       colour, $3, $2, $2, width - $2, height - $2
	print "stroke none"
	next
}
$1 == "X" {
	y += $2
	for (x = $3; x < $3 + $5; x += w + rr(1, 4)) {
		w = int(rr(1, 4.2))
		printf "fill '%s' rectangle %d,%d %d,%d\n", colour, x,
		       y - $4, x + w - 1, y
	}
	next
}
NF && $1 !~ /^#/ {
	print "label.awk: no such command: " $0 > "/dev/stderr"
	exit 1
}
