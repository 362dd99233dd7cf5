"""What officers, municipal systems and the clock ask of vacancies: one room for each thing they speak of."""
