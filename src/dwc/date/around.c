/*
 * around.c: words around dates. See around.h.
 *
 * 1. Every word that hedges a date, or names a season, may also stand beside
 *    a bare year.
 */
#include "config.h"

#include "dwc/date/around.h"

#include <string.h>

#include "base/compiler.h"

static const struct {
	unsigned roles;
	const char *words; /* blanks between them */
} lists[] = {
	{AROUND_FILLER, "of the de del den der d le anno"},
	{AROUND_YEAR | AROUND_HOP, "to of the than de du le der"},
	{AROUND_TO, "to bis au al a usque till"},
	{AROUND_AND, "and und et y"},
	{AROUND_YEAR | AROUND_NOTHING,
	 "in of the on year anno date dated jahr annee ano collected"},
	{AROUND_YEAR | AROUND_NOTHING | AROUND_DET, "det determined"},
	{AROUND_YEAR | AROUND_ABOUT,
	 "ca c circa about early late mid etwa um env environ hacia probably not"},
	{AROUND_YEAR | AROUND_BEFORE,
	 "before earlier vor avant antes ante until til by bis prior pre"},
	{AROUND_YEAR | AROUND_AFTER,
	 "after later nach apres despues post since seit depuis desde"},
	{AROUND_YEAR | AROUND_SEASON,
	 "spring summer autumn fall winter season ete hiver printemps automne "
	 "sommer herbst fruhling fruhjahr verano otono invierno primavera "
	 "aestate vere autumno hieme"},
	{AROUND_NOTHING,
	 "monday tuesday wednesday thursday friday saturday sunday mon tue "
	 "tues wed thu thur thurs fri sat sun lundi mardi mercredi jeudi "
	 "vendredi samedi dimanche montag dienstag mittwoch donnerstag "
	 "freitag samstag sonnabend sonntag le am den datum fecha die"},
};

unsigned around_word(const char *folded)
{
	size_t len = strlen(folded);
	unsigned roles = 0;

	for (size_t i = 0; len > 0 && i < ARRAY_LEN(lists); i++) {
		const char *at = lists[i].words;

		for (size_t own; *at != '\0';
		     at += own + strspn(at + own, " ")) {
			own = strcspn(at, " ");
			if (own == len && strncmp(at, folded, len) == 0)
				roles |= lists[i].roles;
		}
	}
	return roles;
}
