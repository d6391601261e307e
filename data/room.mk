# data/room.mk: what is compiled in, and what is shipped beside the program.
# A table (.tsv) of the same name in the configuration directory adds to an
# asset, as keymap.conf does; another file replaces it.
tables = data/terms.tsv data/places.tsv \
	data/verdict-words.tsv data/vocabularies.tsv \
	data/calibration.tsv data/doubt.tsv \
	data/label-keys.tsv data/label-words.tsv data/letter-triples.tsv \
	data/map-weights.tsv data/country-codes.tsv \
	data/country-boxes.tsv
EXTRA_DIST += tools/country-boxes
EXTRA_DIST += tools/letter-triples tools/letter-triples.words
settings = data/keymap.conf data/models.json
prompts = data/prompts/label.txt data/prompts/words.txt
# Pages: whole in themselves, made of what is compiled in alone.
web = data/web/colours.css data/web/report.css \
	data/web/page.html data/web/page.css data/web/page.js \
	data/web/login.html data/web/login.js
EXTRA_DIST += $(web)
assets = $(tables) $(settings) $(prompts) $(web)
EXTRA_DIST += tools/embed.awk

# The originals are installed too, for those who write their own.
examplesdir = $(docdir)/examples
dist_examples_DATA = $(tables) $(settings)
examplepromptsdir = $(examplesdir)/prompts
dist_exampleprompts_DATA = $(prompts)

BUILT_SOURCES += data/assets.inc
CLEANFILES += data/assets.inc
data/assets.inc: $(assets) tools/embed.awk
	$(AM_V_GEN)$(MKDIR_P) data && for f in $(assets); do \
		p=$$f; test -f $$p || p=$(srcdir)/$$f; \
		echo "@ $${f#data/}"; od -An -v -tu1 $$p; done | \
		LC_ALL=C $(AWK) -f $(srcdir)/tools/embed.awk >$@.tmp && \
		mv $@.tmp $@

# The demo sheets.
demodir = $(pkgdatadir)/demo
dist_demo_DATA = \
	data/demo/README.md \
	data/demo/metadata.ini \
	data/demo/truth.jsonl

demosheetsdir = $(demodir)/sheets
dist_demosheets_DATA = \
	data/demo/sheets/sheet-01.jpg \
	data/demo/sheets/sheet-02.jpg \
	data/demo/sheets/sheet-03.jpg \
	data/demo/sheets/sheet-04.jpg \
	data/demo/sheets/sheet-05.jpg \
	data/demo/sheets/sheet-06.jpg \
	data/demo/sheets/sheet-07.jpg \
	data/demo/sheets/sheet-08.jpg \
	data/demo/sheets/sheet-09.jpg \
	data/demo/sheets/sheet-10.jpg \
	data/demo/sheets/sheet-11.jpg \
	data/demo/sheets/sheet-12.jpg \
	data/demo/sheets/sheet-13.jpg \
	data/demo/sheets/sheet-14.jpg \
	data/demo/sheets/sheet-15.jpg \
	data/demo/sheets/sheet-16.jpg \
	data/demo/sheets/sheet-17.jpg

EXTRA_DIST += \
	data/demo/label.awk \
	data/demo/make-sheets \
	data/demo/plants.awk \
	data/demo/sheets.txt
