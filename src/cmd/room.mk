# src/cmd/room.mk: one file for each sub-command; src/main.c dispatches.
vasculum_SOURCES += \
	src/cmd/command.c src/cmd/command.h \
	src/cmd/commands.c src/cmd/commands.h \
	src/cmd/check.c \
	src/cmd/edit.c \
	src/cmd/folded.c src/cmd/folded.h \
	src/cmd/list.c \
	src/cmd/print.c src/cmd/print.h \
	src/cmd/show.c src/cmd/show.h \
	src/cmd/show_json.c src/cmd/show_text.c \
	src/cmd/status.c \
	src/cmd/console.c \
	src/cmd/doctor.c \
	src/cmd/extract_args.c src/cmd/extract_args.h \
	src/cmd/extract.c \
	src/cmd/import.c \
	src/cmd/models.c \
	src/cmd/models_fetch.c src/cmd/models_fetch.h \
	src/cmd/preview.c \
	src/cmd/signals.c src/cmd/signals.h \
	src/cmd/ticker.c src/cmd/ticker.h
