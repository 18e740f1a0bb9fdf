/** The language's identifier in VS Code and on the wire. */
export const languageId = 'secgroup';
