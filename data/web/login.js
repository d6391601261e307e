"use strict";
/* Changes the token of the address for a cookie, once, and forgets it. */
(() => {
	const words = document.getElementById("words");
	const form = document.getElementById("form");
	const field = document.getElementById("token");

	const ask = (text) => {
		words.textContent = text;
		form.hidden = false;
		field.value = "";
		field.focus();
	};

	const show = async (token) => {
		let answer;
		try {
			answer = await fetch("/login", {
				method: "POST",
				headers: {"Content-Type": "application/json"},
				body: JSON.stringify({token}),
			});
		} catch (e) {
			ask("The server does not answer. Is it still running?");
			return;
		}
		if (answer.ok)
			location.replace("/");
		else
			ask("That is not the token of this server. Each start of " +
				"“vasculum serve” prints a new address.");
	};

	const begin = () => {
		const token = location.hash.slice(1);
		history.replaceState(null, "", "/");
		if (/^[0-9a-f]{64}$/.test(token))
			show(token);
		else
			ask("Open the address that “vasculum serve” has printed, " +
				"or put its token here.");
	};

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		show(field.value.trim());
	});
	window.addEventListener("hashchange", begin);
	begin();
})();
