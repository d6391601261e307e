/*
 * around.c: words around dates. See around.h.
 *
 * 1. Every word that hedges a date, or names a season, may also stand beside
 *    a bare year.
 */
#include "config.h"

#include "dwc/date/around.h"

#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"

static const struct {
	unsigned roles;
	const char *words; /* blanks between them */
} lists[] = {
	{AROUND_FILLER, "of the de del den der d le anno do di della van"},
	{AROUND_YEAR | AROUND_HOP, "to of the than de du le der"},
	{AROUND_TO, "to bis au al a usque till ate ao tot til fino"},
	{AROUND_AND, "and und et y e en och og"},
	{AROUND_YEAR | AROUND_NOTHING,
	 "in of the on year anno date dated jahr annee ano collected data "
	 "jaar"},
	{AROUND_YEAR | AROUND_NOTHING | AROUND_DET,
	 "det determined determinavit dets"},
	{AROUND_YEAR | AROUND_ABOUT,
	 "ca c circa about early late mid etwa um env environ hacia probably not "
	 "gegen cerca verso omstreeks rond vers"},
	{AROUND_YEAR | AROUND_BEFORE,
	 "before earlier vor avant antes ante until til by bis prior pre prima "
	 "voor"},
	{AROUND_LEADS, "by bis until til vor avant antes ante prima voor seit "
		       "depuis desde na sinds apres dopo depois despues"},
	{AROUND_YEAR | AROUND_AFTER,
	 "after later nach apres despues post since seit depuis desde depois "
	 "dopo na sinds"},
	{AROUND_YEAR | AROUND_SEASON,
	 "spring summer autumn fall winter season ete hiver printemps automne "
	 "sommer herbst fruhling fruhjahr fruhsommer spatsommer spatherbst "
	 "verano otono invierno primavera verao outono inverno estate autunno "
	 "lente voorjaar zomer najaar herfst aestate vere verno autumno hieme"},
	{AROUND_NOTHING,
	 "monday tuesday wednesday thursday friday saturday sunday mon tue "
	 "tues wed thu thur thurs fri sat sun lundi mardi mercredi jeudi "
	 "vendredi samedi dimanche montag dienstag mittwoch donnerstag "
	 "freitag samstag sonnabend sonntag lunes martes miercoles jueves "
	 "viernes sabado domingo lunedi martedi mercoledi giovedi venerdi "
	 "domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
	 "le am den datum fecha die il dia el"},
};

/* Whether it is one of the words, between blanks. */
static bool words_have(const char *words, const char *word, size_t len)
{
	const char *at = strstr(words, word);

	for (; at != NULL; at = strstr(at + 1, word))
		if ((at == words || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

unsigned around_word(const char *folded)
{
	size_t len = strlen(folded);
	unsigned roles = 0;

	for (size_t i = 0; len > 0 && i < ARRAY_LEN(lists); i++)
		if (words_have(lists[i].words, folded, len))
			roles |= lists[i].roles;
	return roles;
}
