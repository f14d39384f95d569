/** A form for a user name and a password. Without an action: it goes to the URL with the request in it. */
export function signInForm(wrong?: string): string {
  return `${wrong ? `<p role="alert">${wrong}</p>` : ''}
<form method="post">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>`
}
