"""What people see of a fair or encuentro: poster, check-in sheet, public page, and the page that checks in offline."""
