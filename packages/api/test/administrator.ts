/** The administrator of every test database. */
export const ADMINISTRATOR = { email: 'admin@essaim.example', password: 'essaims-de-mai-1926' }
