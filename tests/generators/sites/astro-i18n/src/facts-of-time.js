export const hour = "noon"; export const minute = 0;
