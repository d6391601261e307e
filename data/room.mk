# data/room.mk: what is compiled in, and what is shipped beside the program.
# A file of the same name in the configuration directory replaces an asset.
assets = data/terms.tsv
EXTRA_DIST += $(assets) tools/embed.awk

BUILT_SOURCES += data/assets.inc
CLEANFILES += data/assets.inc
data/assets.inc: $(assets) tools/embed.awk
	$(AM_V_GEN)$(MKDIR_P) data && for f in $(assets); do \
		p=$$f; test -f $$p || p=$(srcdir)/$$f; \
		echo "@ $${f#data/}"; od -An -v -tu1 $$p; done | \
		LC_ALL=C $(AWK) -f $(srcdir)/tools/embed.awk >$@.tmp && \
		mv $@.tmp $@
