# src/dwc/room.mk: sources and unit tests of dwc/

# date/: dates
libvasculum_a_SOURCES += \
	src/dwc/date/around.c src/dwc/date/around.h \
	src/dwc/date/date.c src/dwc/date/date.h \
	src/dwc/date/day.c src/dwc/date/day.h \
	src/dwc/date/denies.c src/dwc/date/denies.h \
	src/dwc/date/gap.c src/dwc/date/gap.h \
	src/dwc/date/guess.c src/dwc/date/guess.h \
	src/dwc/date/lex.c src/dwc/date/lex.h \
	src/dwc/date/month.c src/dwc/date/month.h

# parse/: what values say
libvasculum_a_SOURCES += \
	src/dwc/parse/coordinates.c src/dwc/parse/coordinates.h \
	src/dwc/parse/measure.c src/dwc/parse/measure.h \
	src/dwc/parse/name.c src/dwc/parse/name.h \
	src/dwc/parse/name_likeness.c src/dwc/parse/name_likeness.h \
	src/dwc/parse/number.c src/dwc/parse/number.h \
	src/dwc/parse/number_mark.c src/dwc/parse/number_mark.h \
	src/dwc/parse/people.c src/dwc/parse/people.h \
	src/dwc/parse/quantity.c src/dwc/parse/quantity.h \
	src/dwc/parse/range.c src/dwc/parse/range.h

# catalogue/: the number that a collection gave a sheet
libvasculum_a_SOURCES += \
	src/dwc/catalogue/catalog_number.c src/dwc/catalogue/catalog_number.h \
	src/dwc/catalogue/shape.c src/dwc/catalogue/shape.h

# span/: what the words of a label may say
libvasculum_a_SOURCES += \
	src/dwc/span/span.c src/dwc/span/span.h \
	src/dwc/span/span_add.h \
	src/dwc/span/span_date.c \
	src/dwc/span/span_measure.c \
	src/dwc/span/span_name.c \
	src/dwc/span/span_number.c \
	src/dwc/span/span_people.c \
	src/dwc/span/span_place.c

# doubt/: what a record is worth
libvasculum_a_SOURCES += \
	src/dwc/doubt/doubt.c src/dwc/doubt/doubt.h \
	src/dwc/doubt/quality.c src/dwc/doubt/quality.h

# name/: scientific names and their words
libvasculum_a_SOURCES += \
	src/dwc/name/lexicon.c src/dwc/name/lexicon.h \
	src/dwc/name/spelling.c src/dwc/name/spelling.h \
	src/dwc/name/taxon_name.c src/dwc/name/taxon_name.h

# record/: terms and records
libvasculum_a_SOURCES += \
	src/dwc/record/identification.c src/dwc/record/identification.h \
	src/dwc/record/printed.c src/dwc/record/printed.h \
	src/dwc/record/record.c src/dwc/record/record.h \
	src/dwc/record/record_json.c \
	src/dwc/record/term.c src/dwc/record/term.h \
	src/dwc/record/word_tables.h \
	src/dwc/record/written.c src/dwc/record/written.h

# table/: tables of taxa
libvasculum_a_SOURCES += \
	src/dwc/table/archive.c src/dwc/table/archive.h \
	src/dwc/table/layout.c src/dwc/table/layout.h \
	src/dwc/table/meta.c src/dwc/table/meta.h \
	src/dwc/table/table.c src/dwc/table/table.h

# taxa/: lists of names
libvasculum_a_SOURCES += \
	src/dwc/taxa/import.c src/dwc/taxa/import.h \
	src/dwc/taxa/taxa.c src/dwc/taxa/taxa.h \
	src/dwc/taxa/taxa_complete.c \
	src/dwc/taxa/taxa_file.c src/dwc/taxa/taxa_file.h \
	src/dwc/taxa/taxa_match.c \
	src/dwc/taxa/taxa_sql.h \
	src/dwc/taxa/taxa_verdict.c src/dwc/taxa/taxa_verdict.h \
	src/dwc/taxa/taxa_writer.c src/dwc/taxa/taxa_writer.h

# typed/: what somebody means by what they type
libvasculum_a_SOURCES += \
	src/dwc/typed/typed.c src/dwc/typed/typed.h \
	src/dwc/typed/typed_date.c src/dwc/typed/typed_date.h \
	src/dwc/typed/typed_place.c

# validate/: validators
libvasculum_a_SOURCES += \
	src/dwc/validate/coordinate.c src/dwc/validate/date.c \
	src/dwc/validate/history.c \
	src/dwc/validate/locality.c \
	src/dwc/validate/name.c \
	src/dwc/validate/number.c \
	src/dwc/validate/person.c \
	src/dwc/validate/place.c \
	src/dwc/validate/text.c \
	src/dwc/validate/validate.h \
	src/dwc/validate/validation.c \
	src/dwc/validate/verdict.c src/dwc/validate/verdict.h \
	src/dwc/validate/written.c

# context/: what the records of a run say of one of them
libvasculum_a_SOURCES += \
	src/dwc/context/census.c src/dwc/context/census.h \
	src/dwc/context/gathering.c src/dwc/context/gathering.h \
	src/dwc/context/run_people.c src/dwc/context/run_people.h \
	src/dwc/context/run_state.h src/dwc/context/run_verdict.c \
	src/dwc/context/run_words.c src/dwc/context/run_words.h

# words/: the word tables
libvasculum_a_SOURCES += \
	src/dwc/words/calibration.c src/dwc/words/calibration.h \
	src/dwc/words/country.c src/dwc/words/country.h \
	src/dwc/words/country_box.c src/dwc/words/country_box.h \
	src/dwc/words/label_lexicon.c src/dwc/words/label_lexicon.h \
	src/dwc/words/mark.c src/dwc/words/mark.h \
	src/dwc/words/phrase.c src/dwc/words/phrase.h \
	src/dwc/words/place.c src/dwc/words/place.h \
	src/dwc/words/place_mark.c src/dwc/words/place_mark.h \
	src/dwc/words/place_table.c src/dwc/words/place_table.h \
	src/dwc/words/sign.c src/dwc/words/sign.h \
	src/dwc/words/plausible.c src/dwc/words/plausible.h \
	src/dwc/words/vocabulary.c src/dwc/words/vocabulary.h \
	src/dwc/words/wordlist.c src/dwc/words/wordlist.h

unit_tests += \
	tests/unit/dwc/test_identification \
	tests/unit/dwc/test_term \
	tests/unit/dwc/test_table \
	tests/unit/dwc/test_taxa \
	tests/unit/dwc/test_taxon_name \
	tests/unit/dwc/test_record \
	tests/unit/dwc/test_date \
	tests/unit/dwc/test_gathering \
	tests/unit/dwc/test_place \
	tests/unit/dwc/test_printed \
	tests/unit/dwc/test_parse \
	tests/unit/dwc/test_span \
	tests/unit/dwc/test_label_lexicon \
	tests/unit/dwc/test_plausible \
	tests/unit/dwc/test_typed \
	tests/unit/dwc/test_verdict \
	tests/unit/dwc/test_written \
	tests/unit/dwc/test_proposal \
	tests/unit/dwc/test_run_words \
	tests/unit/dwc/test_quality
tests_unit_dwc_test_identification_LDADD = $(test_libs)
tests_unit_dwc_test_term_LDADD = $(test_libs)
tests_unit_dwc_test_record_LDADD = $(test_libs)
tests_unit_dwc_test_date_LDADD = $(test_libs)
tests_unit_dwc_test_gathering_LDADD = $(test_libs)
tests_unit_dwc_test_place_LDADD = $(test_libs)
tests_unit_dwc_test_printed_LDADD = $(test_libs)
tests_unit_dwc_test_parse_LDADD = $(test_libs)
tests_unit_dwc_test_span_LDADD = $(test_libs)
tests_unit_dwc_test_label_lexicon_LDADD = $(test_libs)
tests_unit_dwc_test_plausible_LDADD = $(test_libs)
tests_unit_dwc_test_typed_LDADD = $(test_libs)
tests_unit_dwc_test_verdict_LDADD = $(test_libs)
tests_unit_dwc_test_written_LDADD = $(test_libs)
tests_unit_dwc_test_proposal_LDADD = $(test_libs)
tests_unit_dwc_test_run_words_LDADD = $(test_libs)
tests_unit_dwc_test_quality_LDADD = $(test_libs)
unit_tests += tests/unit/dwc/test_country_box
tests_unit_dwc_test_country_box_SOURCES = tests/unit/dwc/test_country_box.c \
	$(scratch_sources)
tests_unit_dwc_test_country_box_LDADD = $(test_libs)
unit_tests += tests/unit/dwc/test_doubt
tests_unit_dwc_test_doubt_SOURCES = tests/unit/dwc/test_doubt.c \
	$(scratch_sources)
tests_unit_dwc_test_doubt_LDADD = $(test_libs)
tests_unit_dwc_test_taxon_name_LDADD = $(test_libs)
tests_unit_dwc_test_table_SOURCES = tests/unit/dwc/test_table.c $(scratch_sources)
tests_unit_dwc_test_table_LDADD = $(test_libs)
tests_unit_dwc_test_taxa_SOURCES = tests/unit/dwc/test_taxa.c $(scratch_sources)
tests_unit_dwc_test_taxa_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_parse
tests_fuzz_fuzz_parse_SOURCES = tests/fuzz/fuzz_parse.c $(fuzz_main)
tests_fuzz_fuzz_parse_LDADD = $(core_libs)
tests_fuzz_fuzz_parse_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_taxa
tests_fuzz_fuzz_taxa_SOURCES = tests/fuzz/fuzz_taxa.c $(fuzz_main)
tests_fuzz_fuzz_taxa_LDADD = $(core_libs)
tests_fuzz_fuzz_taxa_LDFLAGS = $(fuzz_ldflags)

unit_tests += tests/unit/dwc/test_catalog_number
tests_unit_dwc_test_catalog_number_SOURCES = \
	tests/unit/dwc/test_catalog_number.c
tests_unit_dwc_test_catalog_number_LDADD = $(test_libs)
