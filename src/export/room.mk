# src/export/room.mk: sources and unit tests of export/

# dataset/: what a dataset says of itself, and what is amiss with one
libvasculum_a_SOURCES += \
	src/export/dataset/issue.c src/export/dataset/issue.h \
	src/export/dataset/metadata.c src/export/dataset/metadata.h \
	src/export/dataset/metadata_template.c \
	src/export/dataset/uuid.c src/export/dataset/uuid.h

# record/: records as rows
libvasculum_a_SOURCES += \
	src/export/record/column.c src/export/record/column.h \
	src/export/record/occurrence.c src/export/record/occurrence.h \
	src/export/record/occurrence_cell.c \
	src/export/record/occurrence_check.c \
	src/export/record/occurrence_check.h \
	src/export/record/sensitive.c src/export/record/sensitive.h \
	src/export/record/taxon.c src/export/record/taxon.h

# roster/: which records, under which identifiers
libvasculum_a_SOURCES += \
	src/export/roster/against.c src/export/roster/against.h \
	src/export/roster/database.c src/export/roster/database.h \
	src/export/roster/given.c \
	src/export/roster/roster.c src/export/roster/roster.h

# write/: files that are whole
libvasculum_a_SOURCES += \
	src/export/write/cell_text.c src/export/write/cell_text.h \
	src/export/write/document.c src/export/write/document.h \
	src/export/write/output.c src/export/write/output.h \
	src/export/write/packer.c src/export/write/packer.h \
	src/export/write/shelf.c src/export/write/shelf.h \
	src/export/write/stream.c src/export/write/stream.h

libvasculum_a_SOURCES += \
	src/export/export.c src/export/export.h \
	src/export/job.c src/export/job.h \
	src/export/matched.c src/export/matched.h \
	src/export/media.c src/export/media.h \
	src/export/survey.c \
	src/export/to_archive.c \
	src/export/to_table.c

unit_tests += tests/unit/export/test_occurrence
tests_unit_export_test_occurrence_SOURCES = \
	tests/unit/export/test_occurrence.c \
	tests/kit/history.c tests/kit/history.h $(scratch_sources)
tests_unit_export_test_occurrence_LDADD = $(test_libs)
unit_tests += tests/unit/export/test_write
tests_unit_export_test_write_SOURCES = tests/unit/export/test_write.c \
	$(scratch_sources)
tests_unit_export_test_write_LDADD = $(test_libs)
