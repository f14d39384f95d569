/** What clients ask for access to. */
export const RESOURCE = 'https://api.example.com'
