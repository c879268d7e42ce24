/** What people wrote must not move the cursor of whoever reads it: control characters become U+FFFD. */
export const harmless = (value: string): string => value.replaceAll(/\p{Cc}/gu, '\uFFFD');
