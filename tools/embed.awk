# embed.awk: turns files into C arrays. Input: a line "@ NAME" for each file,
# then its bytes as decimal numbers (od -An -v -tu1). Output: one array a file
# and the table of them, for src/base/file/asset.c.
BEGIN {
	count = 0
}
function end_array()
{
	if (count > 0)
		print "0 };"
}
$1 == "@" {
	end_array()
	name[count] = $2
	printf "static const unsigned char asset_%d[] = {\n", count
	count++
	next
}
{
	for (i = 1; i <= NF; i++)
		printf "%s,", $i
	size[count - 1] += NF
	print ""
}
END {
	end_array()
	print "static const struct asset assets[] = {"
	for (i = 0; i < count; i++)
		printf "\t{ \"%s\", asset_%d, %d },\n", name[i], i, size[i]
	print "};"
}
