# src/cmd/room.mk: one file for each sub-command; src/main.c dispatches.

vasculum_SOURCES += \
	src/cmd/batch.c src/cmd/batch.h \
	src/cmd/batch_cancel.c src/cmd/batch_collect.c \
	src/cmd/batch_status.c src/cmd/batch_submit.c \
	src/cmd/batch_work.c \
	src/cmd/check.c \
	src/cmd/commands.c src/cmd/commands.h \
	src/cmd/console.c \
	src/cmd/doctor.c \
	src/cmd/edit.c \
	src/cmd/export.c \
	src/cmd/extract.c src/cmd/extract.h \
	src/cmd/extract_dry_run.c src/cmd/extract_told.c \
	src/cmd/import.c src/cmd/import.h \
	src/cmd/import_show.c \
	src/cmd/bulk.c \
	src/cmd/second.c \
	src/cmd/list.c \
	src/cmd/values.c \
	src/cmd/look.c \
	src/cmd/match.c \
	src/cmd/match_show.c src/cmd/match_show.h \
	src/cmd/models.c \
	src/cmd/models_fetch.c src/cmd/models_fetch.h \
	src/cmd/monitor.c \
	src/cmd/preview.c \
	src/cmd/serve.c \
	src/cmd/report.c \
	src/cmd/show.c src/cmd/show.h \
	src/cmd/show_json.c \
	src/cmd/show_text.c \
	src/cmd/stats.c \
	src/cmd/status.c \
	src/cmd/taxa.c

# common/: what several commands share
vasculum_SOURCES += \
	src/cmd/common/command.c src/cmd/common/command.h \
	src/cmd/common/configured.c src/cmd/common/configured.h \
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

