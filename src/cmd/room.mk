# src/cmd/room.mk: one file for each sub-command; src/main.c dispatches.
vasculum_SOURCES += \
	src/cmd/command.c src/cmd/command.h \
	src/cmd/commands.c src/cmd/commands.h \
	src/cmd/console.c
