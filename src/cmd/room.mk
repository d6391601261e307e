# src/cmd/room.mk: the sub-commands; src/main.c dispatches.

# one file for each
vasculum_SOURCES += \
	src/cmd/bulk.c \
	src/cmd/check.c \
	src/cmd/commands.c src/cmd/commands.h \
	src/cmd/console.c \
	src/cmd/doctor.c \
	src/cmd/edit.c \
	src/cmd/export.c \
	src/cmd/list.c \
	src/cmd/look.c \
	src/cmd/monitor.c \
	src/cmd/preview.c \
	src/cmd/report.c \
	src/cmd/second.c \
	src/cmd/serve.c \
	src/cmd/stats.c \
	src/cmd/status.c \
	src/cmd/taxa.c \
	src/cmd/values.c

# a folder for each that has several
vasculum_SOURCES += \
	src/cmd/batch/batch.c src/cmd/batch/batch.h \
	src/cmd/batch/cancel.c \
	src/cmd/batch/collect.c \
	src/cmd/batch/status.c \
	src/cmd/batch/submit.c \
	src/cmd/batch/work.c \
	src/cmd/extract/dry_run.c \
	src/cmd/extract/extract.c src/cmd/extract/extract.h \
	src/cmd/extract/told.c \
	src/cmd/follow/errand.c src/cmd/follow/errand.h \
	src/cmd/follow/follow.c src/cmd/follow/follow.h \
	src/cmd/import/import.c src/cmd/import/import.h \
	src/cmd/import/likely.c \
	src/cmd/import/show.c \
	src/cmd/match/match.c \
	src/cmd/match/show.c src/cmd/match/show.h \
	src/cmd/models/fetch.c src/cmd/models/fetch.h \
	src/cmd/models/models.c \
	src/cmd/models/rows.c \
	src/cmd/models/tables.c \
	src/cmd/models/view.c src/cmd/models/view.h \
	src/cmd/show/json.c \
	src/cmd/show/show.c src/cmd/show/show.h \
	src/cmd/show/text.c

# common/: what several commands share
vasculum_SOURCES += \
	src/cmd/common/command.c src/cmd/common/command.h \
	src/cmd/common/configured.c src/cmd/common/configured.h \
	src/cmd/common/entries.h \
	src/cmd/common/extract_args.c src/cmd/common/extract_args.h \
	src/cmd/common/folded.c src/cmd/common/folded.h \
	src/cmd/common/hook.c src/cmd/common/hook.h \
	src/cmd/common/lists.c src/cmd/common/lists.h \
	src/cmd/common/match_args.c src/cmd/common/match_args.h \
	src/cmd/common/print.c src/cmd/common/print.h \
	src/cmd/common/signals.c src/cmd/common/signals.h \
	src/cmd/common/start.c src/cmd/common/start.h \
	src/cmd/common/ticker.c src/cmd/common/ticker.h \
	src/cmd/common/told.c src/cmd/common/told.h

